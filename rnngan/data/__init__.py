"""The table: read, understood, turned into float32 windows, and back. Never imports Keras.

The flow, and the modules in its order:

    sources, decoding, delimiters, csv_text, tables     bytes of any file become cells
    numbers; spellings, reading, stepping, times,       cells become numbers and points in time,
      timeline, dates, calendar                         and are spelled again
    schema, schema_files, kinds, detection              what each column is
    constraint_text, constraints, constraint_detection  what holds between columns
    parsing, cleaning                                   values in order, gaps settled
    orders, transforms, windows, prepare                windows to train on
    restore, cells, writing, outputs                    generated windows become a file
    text                                                texts become ids, and come back
"""
