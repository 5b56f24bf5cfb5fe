"""The table: read, understood, turned into float32 windows, and back. Never imports Keras.

The flow, and the modules in its order:

    sources, decoding, delimiters, csv_text, tables     bytes of any file become cells
    numbers; spellings, reading, stepping, times,       cells become numbers and points in time,
      timeline, dates, calendar                         and are spelled again
    schema, schema_files, kinds, detection              what each column is
    rules, constraint_text, constraints,                what holds between columns: what it says,
      totals, lookups, forward, along,                    how it is checked, held and found out
      total_detection, constraint_detection, constrained
    parsing, cleaning                                   values in order, gaps settled
    orders, blocks, transforms, windows, prepare        windows to train on
    restore, cells, writing, outputs                    generated windows become a file
    text                                                texts become ids, and come back
"""
