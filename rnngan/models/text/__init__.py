"""Networks of texts, and how they learn.

embedding      what both networks have in common
generator      token ids -> logits of the next token
likelihood     the generator alone learns to predict the next token
discriminator  tokens, hard or soft -> logit
rollout        noise -> tokens that are written, for the discriminator
adversarial    generator against discriminator
writer         a prompt -> tokens that are written, for people
build          settings -> all of these
"""
