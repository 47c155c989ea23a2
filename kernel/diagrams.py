"""State diagrams, drawn from the transitions themselves."""


def mermaid(model, field_name: str = "state") -> str:
    """A Mermaid state diagram of a model's states: its default first, then every transition by name."""
    field = model._meta.get_field(field_name)
    lines = ["stateDiagram-v2", f"    [*] --> {field.default}"]
    moves = {
        f"    {transition.source} --> {transition.target}: {transition.name}"
        for transition in field.get_all_transitions(model)
    }
    return "\n".join([*lines, *sorted(moves)])
