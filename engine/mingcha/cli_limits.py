"""The limits of reading as options of a command, one each."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_type_hints

import typer
from msgspec.structs import fields

from .reading import Limits


def with_limits(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each limit, and what they say as its argument ``limits``."""
    signature = inspect.signature(command, eval_str=True)
    options = {field.name: _option(field.name) for field in fields(Limits)}

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        limits = Limits(**{name: given.pop(name) for name in options})
        command(**given, limits=limits)

    others = [parameter for name, parameter in signature.parameters.items() if name != "limits"]
    added = [
        inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=options[field.name])
        for field in fields(Limits)
    ]
    with_options.__signature__ = signature.replace(parameters=[*others, *added])  # type: ignore[attr-defined]  # read by typer
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in (*others, *added)}
    return with_options


def _option(name: str) -> Any:
    _, meta = get_args(get_type_hints(Limits, include_extras=True)[name])
    option = typer.Option(f"--{name.replace('_', '-')}", help=meta.description, min=1, rich_help_panel="Limits")
    return Annotated[int, option]
