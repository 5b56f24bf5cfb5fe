"""A text becomes sequences of token ids, and comes back.

reading    files, folders, a column of a table -> lines, or one long text
tokenizer  text <-> ids: characters, words, or byte pairs learned here
counting   how far two counts of pieces are apart
corpus     ids -> sequences to train on and to hold out
"""
