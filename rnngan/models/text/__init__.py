"""Networks that write and judge texts.

reader         what both networks have in common
generator      token ids -> logits of the next token
language       the game of one player: maximum likelihood
discriminator  tokens, hard or soft -> logit
rollout        noise -> tokens, with gradients or with log-probabilities
adversarial    generator against discriminator
build          settings -> all of these
"""
