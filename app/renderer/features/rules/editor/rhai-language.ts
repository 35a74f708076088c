import {
  delimitedIndent,
  foldInside,
  foldNodeProp,
  indentNodeProp,
  indentUnit,
  LanguageSupport,
  LRLanguage,
} from '@codemirror/language';
import { NodeProp } from '@lezer/common';
import { styleTags, tags } from '@lezer/highlight';
import { parser } from '../../../../../shared/rhai-syntax/parser.ts';
import { completeScript } from './completion.ts';

const closedBy = (closing: string) => delimitedIndent({ closing, align: false });

const highlighting = styleTags({
  'let const fn private': tags.definitionKeyword,
  'if else switch do while until loop for in continue break return throw try catch NotIn':
    tags.controlKeyword,
  This: tags.self,
  Boolean: tags.bool,
  Number: tags.number,
  'String RawString Char TemplateText': tags.string,
  '"${"': tags.special(tags.brace),
  'LineComment BlockComment': tags.comment,
  DocComment: tags.docComment,
  'FunctionName/Identifier': tags.definition(tags.function(tags.variableName)),
  'CallName/Identifier CallName/BuiltinName MethodName/Identifier MethodName/BuiltinName': tags.function(
    tags.variableName,
  ),
  'VariableDefinition/Identifier ParamDefinition/Identifier': tags.definition(tags.variableName),
  'VariableName/Identifier': tags.variableName,
  'PropertyName/Identifier': tags.propertyName,
  'ArithOp LogicOp BitOp CompareOp RangeOp Equals AssignOp Arrow': tags.operator,
  Invalid: tags.invalid,
});

const rhaiLanguage = LRLanguage.define({
  name: 'rhai',
  parser: parser.configure({
    props: [
      highlighting,
      NodeProp.closedBy.add({ '(': [')'], '[ ?[': [']'], '{ #{ ${': ['}'] }),
      NodeProp.openedBy.add({ ')': ['('], ']': ['[', '?['], '}': ['{', '#{', '${'] }),
      indentNodeProp.add({
        'Block SwitchBody MapLiteral Interpolation': closedBy('}'),
        ArrayLiteral: closedBy(']'),
        'ArgumentList ParamList ParenthesizedExpression': closedBy(')'),
        'Template BlockComment String RawString': () => null,
      }),
      foldNodeProp.add({
        'Block SwitchBody MapLiteral ArrayLiteral': foldInside,
        BlockComment: ({ from, to }) => ({ from: from + 2, to: to - 2 }),
      }),
    ],
  }),
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '{', '"', '`'] },
    indentOnInput: /^\s*[)}\]]$/,
    autocomplete: completeScript,
  },
});

/** With the indent of the formatter. */
export const rhai = new LanguageSupport(rhaiLanguage, indentUnit.of('    '));
