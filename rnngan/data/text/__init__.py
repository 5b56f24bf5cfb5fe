"""A text becomes sequences of token ids, and comes back.

reading    files, folders, a column of a table -> lines, or one long text
tokenizer  text <-> ids: characters, words, or byte pairs learned here
corpus     ids -> sequences to train on and to hold out
"""
