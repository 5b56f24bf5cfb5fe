"""Pages of HTML that stand alone, and the page of a report among them: plain values in, text out.

html             what all pages share: jinja2 that escapes, one style, hashes of scripts and styles
shown_values     values -> their texts
axes, charts     values -> where lines, bars and dots of a chart are
shown_pictures, shown_scores, shown_privacy, shown_texts, shown_account
                 what report.json holds -> what the sections of the page of a report show
report_page      the whole of that page
"""
