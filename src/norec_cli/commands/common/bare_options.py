"""Options that may be typed with a value or without one, such as `--new` and `--new NAME`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typer.core import TyperCommand

BARE = ""  # the value of such an option that is typed without one
IsValue = Callable[[str], bool]  # returns whether a word that follows the option is its value


def command_class(options: Mapping[str, IsValue]) -> type[TyperCommand]:
    """Return a class of commands some of whose options may be typed without a value, which then is `BARE`.

    An option is bare if it is the last word, or the next word is another option or not a value for it; a value that can
    be mistaken for another word is joined by `=`. If an argument of the command would be missing otherwise, the word
    that follows the last such option is that argument.

    Args:
        options: what is a value, by the names of the options, with both dashes.
    """

    class CommandWithBareOptions(TyperCommand):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            words = _with_values(args, options)
            if len(words) < len(args) + sum(map(args.count, options)) and self._lacks_argument(ctx, words):
                words = _with_values(args, options, last_is_bare=True)
            return super().parse_args(ctx, words)

        def _lacks_argument(self, ctx: Any, words: Sequence[str]) -> bool:
            """Return whether an argument that the command needs is not among the words."""
            typed = self.make_parser(ctx).parse_args(args=list(words))[0]
            needed = [param.name for param in self.params if param.param_type_name == "argument" and param.required]
            return any(not isinstance(typed.get(name), str) for name in needed)

    return CommandWithBareOptions


def _with_values(args: Sequence[str], options: Mapping[str, IsValue], *, last_is_bare: bool = False) -> list[str]:
    """Return the words of a command line with an empty value behind each bare option.

    Args:
        args: the words.
        options: what is a value, by the names of the options.
        last_is_bare: whether the last of these options is bare, whatever follows.
    """
    end = args.index("--") if "--" in args else len(args)
    places = [place for place, word in enumerate(args[:end]) if word in options]
    bare = set()
    for place in places:
        following = args[place + 1] if place + 1 < end else "-"
        if following.startswith("-") or not options[args[place]](following) or (last_is_bare and place == places[-1]):
            bare.add(place)
    return [word for place, arg in enumerate(args) for word in ((arg, BARE) if place in bare else (arg,))]
