"""What page, API and terminal share: no gradio here."""
