package dev.steward.cli.schema;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code TEXT.find(EXPRESSION)} of the API server's CEL: the first match of a regular expression,
 * empty where there is none. The library for CEL knows the standard's functions alone.
 */
final class FindFunction {

  private static final String OVERLOAD = "string_find_string";

  static final CelFunctionDecl DECLARATION =
      CelFunctionDecl.newFunctionDeclaration(
          "find",
          CelOverloadDecl.newMemberOverload(
              OVERLOAD, SimpleType.STRING, SimpleType.STRING, SimpleType.STRING));

  static final Set<CelFunctionBinding> BINDINGS =
      CelFunctionBinding.fromOverloads(
          "find",
          CelFunctionBinding.from(OVERLOAD, String.class, String.class, FindFunction::find));

  private FindFunction() {}

  private static String find(String text, String expression) {
    var matcher = Pattern.compile(expression).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }
}
