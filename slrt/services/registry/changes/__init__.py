"""Verbs of changes: ask for one, take it along its chain, settle a clash, tell who asked."""

from slrt.services.registry.chains import can_set_chain, chain_of, check_set_chain, set_chain
from slrt.services.registry.changes.evidence import add_evidence
from slrt.services.registry.changes.inputs import NewEvidence, NewProposer, Proposal, Submitted
from slrt.services.registry.changes.looking import look
from slrt.services.registry.changes.moving import lapse_due, locked, move
from slrt.services.registry.changes.permits import can_submit, check_submit, open_steps
from slrt.services.registry.changes.proposers import reveal_proposer, tell
from slrt.services.registry.changes.sending import SentLine, can_send, send, waiting_to_be_sent
from slrt.services.registry.changes.submitting import submit

__all__ = [
    "NewEvidence",
    "NewProposer",
    "Proposal",
    "SentLine",
    "Submitted",
    "add_evidence",
    "can_send",
    "can_set_chain",
    "can_submit",
    "chain_of",
    "check_set_chain",
    "check_submit",
    "lapse_due",
    "locked",
    "look",
    "move",
    "open_steps",
    "reveal_proposer",
    "send",
    "set_chain",
    "submit",
    "tell",
    "waiting_to_be_sent",
]
