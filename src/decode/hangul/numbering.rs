//! Numbers that the word processor makes.
