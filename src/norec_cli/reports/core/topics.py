"""Who teaches and who learns, by the topics of an exchange and the needs and capacities of its two partners."""

from collections.abc import Mapping

from norec_cli.model.partner import Partner


def folded(topic: str) -> str:
    """A topic as it is compared: without case and outer blanks."""
    return topic.strip().casefold()


class Topics:
    """The needs and capacities of all partners."""

    def __init__(self, partners: Mapping[str, Partner]) -> None:
        self._needs = {key: {folded(text) for text in partner.needs} for key, partner in partners.items()}
        self._capacities = {key: {folded(text) for text in partner.capacities} for key, partner in partners.items()}

    def has(self, partner_id: str, topic: str) -> bool:
        """Whether a folded topic is a need or a capacity of a partner."""
        return topic in self._needs[partner_id] or topic in self._capacities[partner_id]

    def is_taught(self, sender: str, host: str, topic: str) -> bool:
        """Whether the sender teaches a folded topic: it is a capacity of the sender, or a need of the host."""
        return topic in self._capacities[sender] or topic in self._needs[host]

    def is_learnt(self, sender: str, host: str, topic: str) -> bool:
        """Whether the sender learns a folded topic: it is a need of the sender, or a capacity of the host."""
        return topic in self._needs[sender] or topic in self._capacities[host]
