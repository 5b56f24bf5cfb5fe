"""The table: read, understood, turned into float32 windows, and back. Never imports Keras.

The flow, and the modules in its order:

    formats                                     bytes of any file become cells, and rows a file
    schema, schema_files, columns, detection    what each column is: a file of `columns` a kind
    time                                        what the column of times is, and its steps
    constraints                                 what holds between columns: what it says, how it is
                                                  checked, held and found out
    parsing, cleaning                           values in order, gaps settled
    blocks, transforms, windows, dataset        windows to train on
    conditions, network_shape, personal         what the networks are given, and what is warned of
    restore                                     generated windows become rows
    text                                        texts become ids, and come back
"""
