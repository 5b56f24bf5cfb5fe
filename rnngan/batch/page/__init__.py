"""The page that shows a batch: summary.html, its plots."""
