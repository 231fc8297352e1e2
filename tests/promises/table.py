"""Prints the planted faults as the table of docs/promises.md: `python -m tests.promises.table`."""

from tests.promises.faults import FAULTS


def table() -> str:
    """The faults as a table in Markdown, in the order of the promises they break."""
    found = sorted(FAULTS, key=lambda fault: (int(fault.breaks[1:]), fault.name))
    lines = ["| fault | promise | modelled on | caught by | on |", "| --- | --- | --- | --- | --- |"]
    for fault in found:
        story = fault.caught_by.replace("_", " ")
        lines.append(
            f"| {fault.name} | {fault.breaks} | {fault.like} | {story} | {', '.join(fault.stores)} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())  # noqa: T201 - it is the program's result
