"""Texts in, numbers out: how close generated texts are to real ones, how varied, how much copied.

words      the words that scores count
bleu       BLEU against real texts, and of texts against each other (Self-BLEU)
ngrams     divergence of character n-grams, distinct n-grams
reverse    perplexity of real texts to a model of the generated ones
copying    verbatim spans, repeated texts, the nearest training text
scores     all of them, a row for each generator and for real texts
"""
