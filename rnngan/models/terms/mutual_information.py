"""InfoGAN's term: codes that can be read off generated windows (Chen et al., 1606.03657)."""

from rnngan.models.terms import Term


class MutualInformation(Term):
    """-λ I(c; y), by the lower bound that the head Q of the discriminator gives.

    The head's weights move with the generator's; the discriminator below it stays frozen meanwhile.

    Args:
        head: `rnngan.models.variants.infogan.CodeHead`.
        weight: λ.
    """

    def __init__(self, head, weight, **kwargs):
        super().__init__(**kwargs)
        self.head, self.weight = head, weight

    def loss(self, model, batch):
        """Return -λ I(c; y), and {"mutual_information": I(c; y)} over all codes together."""
        bound = sum(self.head.information(batch.features, batch.given))
        return -self.weight * bound, {"mutual_information": bound}
