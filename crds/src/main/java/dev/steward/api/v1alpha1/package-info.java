/**
 * The API of Steward as Kubernetes stores it: group {@code steward.dev}, version {@code v1alpha1}.
 *
 * <p>These records mirror the YAML that a user writes and nothing more: what is optional there is
 * nullable here, and no default is filled in. What a value means is {@code core}'s to say. The
 * CustomResourceDefinitions are generated from the annotations; a field that does nothing isn't
 * here.
 */
@NullMarked
package dev.steward.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
