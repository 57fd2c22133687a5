"""Messages read over the films of the agent's tests, after a list was shown."""

from __future__ import annotations

from agent.reading.linking import Linker
from agent.reading.understander import Understander
from agent.reading.understanding import Understanding
from agent.reading.vocabulary import Vocabulary
from agent.session import Session
from tests.agent.films import FILMS, named

VOCABULARY = Vocabulary(FILMS)
READER = Understander(Linker(FILMS, familiar=VOCABULARY.words), VOCABULARY)
LIST = (named("Psycho"), named("Amélie"), named("Up"))
SHOWN = Session("s", shown=LIST, last_list=LIST, focus=LIST[0])


def read(text: str, session: Session = SHOWN) -> Understanding:
    """What a message does."""
    return READER.understand(text, session)
