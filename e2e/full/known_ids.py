"""Puts ids of things that exist into generated requests, so that most of them reach further than "not found", and
leaves lengths to whoever knows the body.

The same generated value always becomes the same id, so that a finding can be had again.
"""

import json
import os
from zlib import crc32

import schemathesis

with open(os.environ["KNOWN_IDS"], encoding="utf-8") as file:
    # Of each kind the last one may be destroyed by whoever may.
    KNOWN = json.load(file)

# What stands in front of a placeholder in a path, and the words under which bodies and queries name things.
IN_PATH = {
    "attachments": "attachment", "comments": "comment", "decisions": "decision", "files": "file", "groups": "group",
    "reviewers": "person", "invitations": "invitation", "projects": "project", "review-links": "link",
    "reviews": "review", "sections": "section", "sessions": "session", "outbox": "mail", "uploads": "upload",
    "versions": "version",
}
BY_NAME = {
    "files": "file", "file": "file", "versions": "version", "version": "version", "groups": "group", "group": "group",
    "project": "project", "section": "section", "review": "review", "parent": "comment", "comments": "comment",
    "mention": "person", "sha256": "sha256", "predecessor": "decision", "review_id": "review", "to": "review",
    "secret": "secret", "attachments": "attachment", "status": "status",
}


@schemathesis.serializer("application/offset+octet-stream")
def bytes_of_a_file(context, value):
    """Bytes as they are, whatever was made up for them."""
    return value if isinstance(value, bytes) else repr(value).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Replaces seven of eight generated ids."""
    destroys = case.method.upper() == "DELETE" or case.path.endswith(("/rotate", "/password"))
    segments = case.operation.path.split("/")
    for name, value in list((case.path_parameters or {}).items()):
        place = segments.index("{%s}" % name)
        if name in ("level", "x", "y"):
            case.path_parameters[name] = chosen([0, 0, 1, 2, value], value)
        else:
            case.path_parameters[name] = known(IN_PATH.get(segments[place - 1], ""), value, destroys)
            # The tool learns ids from answers, and the list of sessions names the one that the rest of the run needs.
            if case.path_parameters[name] in KNOWN["own"]:
                case.path_parameters[name] = KNOWN["session"][-1]
    for name, value in list((case.query or {}).items()):
        if isinstance(value, str) and name in BY_NAME:
            case.query[name] = known(BY_NAME[name], value, destroys)
    if isinstance(case.body, (dict, list)):
        case.body = filled(case.body, destroys)
    if case.headers:
        # A made-up length makes the beginning of the next request on the connection a part of this one (RFC 9112 section
        # 6.3): what was left of "POST" was then answered as an unknown method.
        case.headers.pop("Content-Length", None)
    if case.headers and case.operation.path.startswith("/api/v1/uploads"):
        uploads(case)


def uploads(case):
    """Headers of an upload that could be one."""
    if "Tus-Resumable" in case.headers:
        case.headers["Tus-Resumable"] = chosen(["1.0.0"] * 7 + [case.headers["Tus-Resumable"]], case.headers["Tus-Resumable"])
    if "Upload-Offset" in case.headers:
        case.headers["Upload-Offset"] = chosen(["0", "0", case.headers["Upload-Offset"]], case.headers["Upload-Offset"])
    metadata = case.headers.get("Upload-Metadata")
    if metadata is not None and crc32(metadata.encode("utf-8", "replace")) % 4:
        case.headers["Upload-Metadata"] = chosen(KNOWN["metadata"], metadata)
        case.headers["Upload-Length"] = chosen(["0", "1", "17", "18446744073709551615", "1e3"], metadata + "x")


def filled(value, destroys, name=""):
    """The same body with known ids where ids belong."""
    if isinstance(value, dict):
        return {key: filled(item, destroys, key) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, destroys, name) for item in value]
    if isinstance(value, str) and name in BY_NAME:
        return known(BY_NAME[name], value, destroys)
    return value


def known(kind, value, destroys):
    """A thing of this kind, or what was generated."""
    ids = KNOWN.get(kind)
    if not ids or crc32(str(value).encode("utf-8", "replace")) % 8 == 0:
        return value
    return ids[-1] if destroys else chosen(ids, value)


def chosen(items, value):
    """One of them, the same for the same value."""
    return items[crc32(repr(value).encode("utf-8", "replace")) % len(items)]
