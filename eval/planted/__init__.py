"""Explanations whose truth is known: made by construction, with at most one planted error each, to judge a checker."""
