"""The table: read, understood, turned into float32 windows, and back. Never imports Keras.

The flow, in its order:

    formats                                      the bytes of any file become cells
    detection, columns, schema, schema_files,    what each column is, and what of it is personal
      personal
    time                                         cells become points in time, and are spelled again
    constraints                                  what holds between columns: as text, found, kept
    protection                                   what few hold is folded or pulled in before that
    parsing, cleaning                            values in order, gaps settled
    conditions                                   what sequences can be asked to be
    blocks, transforms, windows, dataset,        windows to train on, and the networks' shape
      network_shape
    restore, then formats again                  generated windows become a file
    text                                         texts become ids, and come back
"""
