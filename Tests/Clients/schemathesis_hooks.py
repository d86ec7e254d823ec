"""What a request must keep to besides the OpenAPI document, which has no words for it."""

import schemathesis


@schemathesis.hook
def map_case(context, case):
    # A broken request is to stay as broken as it was made.
    if case.meta is None or not case.meta.generation.mode.is_positive or not case.query:
        return case
    # A cursor is whatever `links.next` has; nobody makes one.
    case.query.pop("cursor", None)
    # The years are in order.
    first, last = case.query.get("from"), case.query.get("to")
    if first is not None and last is not None and int(first) > int(last):
        case.query["from"], case.query["to"] = last, first
    # The bound is in bytes, the document's in characters.
    text = case.query.get("q")
    if isinstance(text, str) and len(text.encode(errors="replace")) > 200:
        case.query["q"] = text[:50]
    return case
