"""What two partners that are the same organisation become."""

import msgspec

from norec_cli.model.partner import Partner


class MergedPartner(msgspec.Struct, frozen=True):
    """The record of a partner after another one was merged into it.

    Attributes:
        record: the record.
        gained: what it gets from the other one, a sentence each.
        no_longer_held: which values of the two no longer hold, and go into its note, a sentence each.
        obstacles: why the two can't be one as they are recorded, in words; empty if they can.
    """

    record: Partner
    gained: tuple[str, ...]
    no_longer_held: tuple[str, ...]
    obstacles: tuple[str, ...] = ()
