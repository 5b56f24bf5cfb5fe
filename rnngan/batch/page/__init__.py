"""The page that shows a batch, summary.html: values as text, plots, and the whole."""
