package dev.steward.runtime.classify;

/**
 * A part of a text that is of a class.
 *
 * @param label the class
 * @param score how likely it is, 0 to 1
 * @param word the part itself, as it stands in the text
 * @param start its first character, in Unicode characters from the text's beginning
 * @param end the one after its last
 */
public record Entity(String label, float score, String word, int start, int end) {}
