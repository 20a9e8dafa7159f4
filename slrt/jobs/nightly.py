"""The match of the live register, where the packages for it are installed: pages and other jobs do without them."""

import logging
from importlib import import_module

logger = logging.getLogger(__name__)


def match_register() -> bool:
    """Do what is left of today's match; says whether anything was done.

    Without the packages there are no figures; verdicts still follow every change of facts.
    """
    try:
        nightly = import_module("slrt.services.registry.nightly")
    except ModuleNotFoundError as missing:
        logger.warning("no nightly match: %s is missing; install requirements/analytics.txt", missing.name)
        return False
    return bool(nightly.make_up_for())
