#!/usr/bin/env python3
"""Compares the functions in edge.yaml with edge/*.js, which they are copies of; with --update, copies them.

CloudFormation takes the code of a CloudFront function only from the template's own text.
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent
TEMPLATE = FOLDER / "edge.yaml"
INDENT = " " * 8


def with_code(template: str, name: str) -> str:
    """The template with the code of `edge/NAME.js` between its marks."""
    begin, end = f"{INDENT}// begin edge/{name}.js\n", f"{INDENT}// end edge/{name}.js\n"
    before, rest = template.split(begin)
    after = rest.split(end)[1]
    lines = (FOLDER / "edge" / f"{name}.js").read_text().splitlines()
    return before + begin + "".join(f"{INDENT}{line}\n" if line else "\n" for line in lines) + end + after


def main() -> int:
    current = TEMPLATE.read_text()
    wanted = with_code(with_code(current, "viewer-request"), "viewer-response")
    if current == wanted:
        return 0
    if "--update" in sys.argv:
        TEMPLATE.write_text(wanted)
        return 0
    print("edge.yaml does not have the code of edge/*.js: run scripts/test-aws --update", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
