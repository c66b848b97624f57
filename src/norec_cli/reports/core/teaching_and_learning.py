"""Decide who teaches and who learns: by an exchange's topics and its two partners' needs and capacities."""

from collections.abc import Mapping

from norec_cli.model.folding import fold
from norec_cli.model.partner import Partner


class TeachingAndLearning:
    """The needs and capacities of all partners; a topic is given as `fold` returns it."""

    def __init__(self, partners: Mapping[str, Partner]) -> None:
        self._needs = {key: {fold(text) for text in partner.needs} for key, partner in partners.items()}
        self._capacities = {key: {fold(text) for text in partner.capacities} for key, partner in partners.items()}

    def has(self, partner_id: str, topic: str) -> bool:
        """Return whether a topic is a need or a capacity of a partner."""
        return topic in self._needs[partner_id] or topic in self._capacities[partner_id]

    def is_taught(self, sender: str, host: str, topic: str) -> bool:
        """Return whether the sender teaches a topic: it is a capacity of the sender or a need of the host."""
        return topic in self._capacities[sender] or topic in self._needs[host]

    def is_learnt(self, sender: str, host: str, topic: str) -> bool:
        """Return whether the sender learns a topic: it is a need of the sender or a capacity of the host."""
        return topic in self._needs[sender] or topic in self._capacities[host]
