/**
 * The ModelServices and InferenceTasks of a file, checked as the API server would check them.
 *
 * <p>A file may hold several documents, and others beside: those are the cluster's to check, and a
 * note says that they were passed over.
 */
@NullMarked
package dev.steward.cli.service;

import org.jspecify.annotations.NullMarked;
