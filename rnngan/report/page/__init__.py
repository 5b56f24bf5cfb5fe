"""Pages of HTML that stand alone, and the page of a report among them: plain values in, text out.

html             what all pages share: jinja2 that escapes, the style, hashes of scripts and styles
shown_values     values -> their texts
axes, charts     values -> where lines, bars and dots of a plot are
blocks           parts that several sections of a report have: tables, bars of shares
verdicts, scores, pictures, account
                 the sections of a report, from what report.json holds
report_page      the whole of it
"""
