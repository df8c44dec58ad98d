"""The table of contents: the only list of pages, in reading order."""

from typing import NamedTuple

import streamlit as st


class Topic(NamedTuple):
    """One page: the word that names it everywhere, its title, the question it answers, and what it stands on."""

    word: str
    title: str
    question: str
    after: tuple[str, ...] = ()


TOPICS = (
    Topic("home", "The map", "What is the mathematics inside a language model? Six ideas, each one a thing to drag."),
    Topic(
        "dot_product",
        "Dot product",
        "How much do two arrows agree? One number that a model computes billions of times.",
    ),
    Topic(
        "matmul",
        "Matrix multiplication",
        "How do many dot products become one product of two tables?",
        ("dot_product",),
    ),
    Topic("derivative", "Derivative", "If I nudge the input a little, how much does the output change?"),
    Topic(
        "gradient_descent",
        "Gradient descent",
        "How far may one step downhill be before the ball leaves the bowl?",
        ("derivative",),
    ),
    Topic("softmax", "Softmax", "How do scores become probabilities, and what does temperature do to them?"),
    Topic(
        "attention",
        "Attention",
        "How does each word decide which other words to listen to?",
        ("dot_product", "matmul", "softmax"),
    ),
)

BY_WORD = {topic.word: topic for topic in TOPICS}


def pages() -> list:
    """Return Streamlit's pages, in order; the home page is the default one."""
    return [st.Page(f"pages/{topic.word}.py", title=topic.title, default=topic.word == "home") for topic in TOPICS]


def neighbours(word: str) -> tuple[Topic | None, Topic | None]:
    """Return the topics before and after one."""
    at = [topic.word for topic in TOPICS].index(word)
    return (TOPICS[at - 1] if at else None), (TOPICS[at + 1] if at + 1 < len(TOPICS) else None)
