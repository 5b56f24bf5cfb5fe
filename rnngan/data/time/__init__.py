"""Points in time, in the order of the flow.

spellings    one spelling: found out, read, written
reading      which one a column has; its cells become datetimes
stepping     the step between points, and where it leads
timeline     the column that orders the rows: its points, its step, its gaps
calendar     what the calendar says of points, as features
starts       how the starts of series are spread, and new ones
times        the points of generated sequences
"""
