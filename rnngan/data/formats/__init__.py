"""Files in and out; a format is one small file in `supported`, and is found by itself.

opening, compression     a path or a pipe becomes bytes: decompressed, of no foreign format
supported                 which format they are, how it is read and written
encodings, delimiters,    bytes become text, and text becomes cells
csv_reading
arrow, typed              Parquet and Feather, whose columns have types, both ways
tables                    a data frame with what is known of where it came from
csv_writing,              rows and texts become bytes again
text_writing
outputs, atomic           which go where they should, whole or not at all
"""
