"""The fact catalogue as CEL types, so that the official checker refuses unknown facts and wrong types.

The catalogue becomes an in-memory protobuf file with the messages `slrt.Family` and `slrt.Member`; dates are
timestamps at midnight UTC, every other fact is a bool, a whole number, text or a list of text.
"""

import functools
from collections.abc import Mapping

from cel_expr_python import cel
from google.protobuf import descriptor_pb2, descriptor_pool, timestamp_pb2

from slrt.domain.rules.facts import Fact, Kind, catalogue

MESSAGES = {"family": "slrt.Family", "member": "slrt.Member"}

_FIELD = descriptor_pb2.FieldDescriptorProto
_TYPES = {
    Kind.AREA: _FIELD.TYPE_STRING,
    Kind.BOOL: _FIELD.TYPE_BOOL,
    Kind.DATE: _FIELD.TYPE_MESSAGE,
    Kind.ENUM: _FIELD.TYPE_STRING,
    Kind.ENUM_INT: _FIELD.TYPE_INT64,
    Kind.INT: _FIELD.TYPE_INT64,
    Kind.MONEY: _FIELD.TYPE_INT64,
    Kind.SET: _FIELD.TYPE_STRING,
    Kind.DERIVED_INT: _FIELD.TYPE_INT64,
    Kind.DERIVED_BOOL: _FIELD.TYPE_BOOL,
}


@functools.cache
def pool() -> descriptor_pool.DescriptorPool:
    """Return the descriptors of `slrt.Family` and `slrt.Member`."""
    file = descriptor_pb2.FileDescriptorProto(name="slrt/facts.proto", package="slrt", syntax="proto2")
    file.dependency.append("google/protobuf/timestamp.proto")
    for entity, full_name in MESSAGES.items():
        message = file.message_type.add(name=full_name.removeprefix("slrt."))
        for number, fact in enumerate(catalogue().of(entity), start=1):
            _add_field(message, fact, number)
    found = descriptor_pool.DescriptorPool()
    found.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    found.Add(file)
    return found


def _add_field(message: descriptor_pb2.DescriptorProto, fact: Fact, number: int) -> None:
    field = message.field.add(name=fact.name, number=number, type=_TYPES[fact.kind])
    field.label = _FIELD.LABEL_REPEATED if fact.kind is Kind.SET else _FIELD.LABEL_OPTIONAL
    if fact.kind is Kind.DATE:
        field.type_name = ".google.protobuf.Timestamp"


def environment(variables: Mapping[str, cel.Type]) -> cel.Env:
    """Return a checker that knows the fact messages, the given variables, and the `sum` that CEL itself lacks."""
    whole_numbers = cel.Overload("list_int_sum", cel.Type.INT, [cel.Type.List(cel.Type.INT)], is_member=True)
    functions = [cel.FunctionDecl("sum", [whole_numbers])]
    return cel.NewEnv(descriptor_pool=pool(), variables=dict(variables), functions=functions)


def variable_types() -> dict[str, cel.Type]:
    """Return the types of the variables a rule may use, by name."""
    family, member = cel.Type(MESSAGES["family"]), cel.Type(MESSAGES["member"])
    return {
        "family": family,
        "members": cel.Type.List(member),
        "m": member,
        "member": member,
        "on": cel.Type.TIMESTAMP,
    }
