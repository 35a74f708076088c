//! A changed statement put into a script in place: what compiling the new source would give, without reading all of it again.
//!
//! Only where nothing but numbers and operators differ: then inputs, results and what rules read stay what they were. Anything else
//! is compiled as a whole.

use crate::engine;
use crate::instrument;
use crate::report::Json;
use crate::script::{Compiler, Script};
use crate::source::Source;
use crate::tree;
use rhai::{ASTFlags, ASTNode, Expr, Position, Stmt};
use std::fmt::Write;

/// Where a statement begins: its line (0 if not known) and place among the rewritten ones.
pub struct Start {
    pub line: u16,
    pub place: usize,
    /// The variable it declares, and whether that is a constant.
    pub declares: Option<(String, bool)>,
}

impl Start {
    pub fn of(statement: &Stmt, place: usize) -> Self {
        let declares = match statement {
            Stmt::Var(parts, options, _) => {
                Some((parts.0.name.to_string(), options.contains(ASTFlags::CONSTANT)))
            }
            _ => None,
        };
        Self { line: start(statement).line().unwrap_or(0) as u16, place, declares }
    }
}

/// The first place of a statement; Rhai's own is that of the operator in some.
fn start(statement: &Stmt) -> Position {
    match statement {
        Stmt::Assignment(parts) => start_of(&parts.1.lhs),
        Stmt::FnCall(call, at) => match call.args.first() {
            Some(first) if call.is_operator_call() && call.args.len() == 2 => start_of(first),
            _ => *at,
        },
        Stmt::Expr(value) => start_of(value),
        _ => statement.position(),
    }
}

fn start_of(expression: &Expr) -> Position {
    match expression {
        Expr::FnCall(call, _) if call.is_operator_call() && call.args.len() == 2 => start_of(&call.args[0]),
        Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => start_of(&parts[0]),
        Expr::Index(parts, ..) | Expr::Dot(parts, ..) => start_of(&parts.lhs),
        _ => expression.position(),
    }
}

/// A statement whose text has changed: its number, and its lines before and after, as many of them.
pub struct Edit<'a> {
    pub statement: usize,
    pub before: &'a str,
    pub after: &'a str,
}

impl Compiler {
    /// Changes a script in place. The answer has the rules of the statement as JSON: `[[rule, line, column, source], …]`. `None`: the
    /// script is as it was, and the new source has to be compiled as a whole.
    pub fn edit(&mut self, script: &mut Script, edit: &Edit) -> Option<String> {
        engine::apply(&mut self.engine, &script.limits);
        let Start { line, place, .. } = *script.starts.get(edit.statement)?;
        let known = script.shape.take().filter(|(statement, _)| *statement == edit.statement);
        let before = match known {
            Some((_, shape)) => shape,
            None => shape_of(&self.statement(script, edit.statement, line, edit.before)?)?,
        };
        let changed = self.statement(script, edit.statement, line, edit.after)?;
        let shape = shape_of(&changed)?;
        if shape != before || start(&changed).line() != Some(line.into()) || has_infinite(&changed) {
            return None;
        }
        let lines = edit.after.matches('\n').count() as u16;
        let rules = script.facts.move_rules(line..=line + lines, &places_of(&changed))?;
        let rewritten = instrument::rewrite(vec![changed], &script.facts);
        let end = script.starts.get(edit.statement + 1).map_or(script.main.len(), |next| next.place);
        // As many as before: what is looked at after an assignment hangs on its shape.
        debug_assert_eq!(end - place, rewritten.len());
        script.main.splice(place..end, rewritten);
        let report = report(script, rules, line, edit.after);
        script.facts.forget_places();
        script.shape = Some((edit.statement, shape));
        Some(report)
    }

    /// Parses the lines of one statement, at their place and with the variables that are declared before it.
    fn statement(&self, script: &Script, statement: usize, line: u16, text: &str) -> Option<Stmt> {
        let mut source = String::with_capacity(text.len() + 64 + usize::from(line));
        for (name, is_constant) in script.starts[..statement].iter().filter_map(|known| known.declares.as_ref()) {
            let keyword = if *is_constant { "const" } else { "let" };
            write!(source, "{keyword} {name}=();").ok()?;
        }
        // They need a line of their own.
        if line == 0 || (line == 1 && !source.is_empty()) {
            return None;
        }
        let declared = source.matches(';').count();
        source.extend(std::iter::repeat_n('\n', usize::from(line) - 1));
        source.push_str(text);
        let ast = self.engine.compile(&source).ok()?;
        if ast.iter_fn_def().next().is_some() || ast.statements().len() != declared + 1 {
            return None;
        }
        ast.statements().last().cloned()
    }
}

/// Everything of a statement but numbers, booleans, operators and places; `None` for what is not looked through.
fn shape_of(statement: &Stmt) -> Option<String> {
    let mut shape = String::new();
    let mut is_known = true;
    statement.walk(&mut Vec::new(), &mut |path: &[ASTNode]| {
        // How deep a node is tells blocks and branches apart.
        let _ = write!(shape, "\n{} ", path.len());
        is_known &= match path.last() {
            Some(ASTNode::Stmt(node)) => add_statement(&mut shape, node).is_some(),
            Some(ASTNode::Expr(node)) => add_expression(&mut shape, node).is_some(),
            _ => false,
        };
        is_known
    });
    is_known.then_some(shape)
}

fn add_statement(shape: &mut String, node: &Stmt) -> Option<()> {
    match node {
        Stmt::If(parts, _) => write!(shape, "if {} {}", parts.body.len(), parts.branch.len()),
        Stmt::Switch(parts, _) => write!(shape, "switch {} {:?}", parts.1.expressions.len(), parts.1.def_case),
        Stmt::While(..) => write!(shape, "while"),
        Stmt::Do(_, options, _) => write!(shape, "do {options:?}"),
        Stmt::For(parts, _) => write!(shape, "for {} {:?}", parts.0.name, parts.1.as_ref().map(|n| n.name.to_string())),
        Stmt::Var(parts, options, _) => write!(shape, "let {} {:?} {options:?}", parts.0.name, parts.2),
        Stmt::Assignment(parts) => {
            write!(shape, "= {:?}", parts.0.get_op_assignment_info().map(|(_, _, _, syntax, ..)| syntax))
        }
        Stmt::FnCall(call, _) => return add_call(shape, call),
        Stmt::Block(_) => write!(shape, "block"),
        Stmt::Expr(_) => write!(shape, "value"),
        Stmt::BreakLoop(_, options, _) => write!(shape, "leave {options:?}"),
        Stmt::Return(_, options, _) => write!(shape, "return {options:?}"),
        _ => return None,
    }
    .ok()
}

fn add_expression(shape: &mut String, node: &Expr) -> Option<()> {
    match node {
        Expr::IntegerConstant(..) | Expr::FloatConstant(..) => write!(shape, "number"),
        Expr::BoolConstant(..) => write!(shape, "boolean"),
        Expr::StringConstant(text, _) => write!(shape, "{text:?}"),
        Expr::Unit(_) => write!(shape, "()"),
        Expr::InterpolatedString(..) => write!(shape, "text"),
        Expr::Array(..) => write!(shape, "array"),
        Expr::Map(parts, _) => {
            let keys = parts.0.iter().map(|(key, _)| key.name.as_str());
            write!(shape, "map {:?}", keys.collect::<Vec<_>>())
        }
        Expr::Variable(parts, short, _) => write!(shape, "name {} {:?} {short:?}", parts.1, parts.0),
        Expr::Property(names, _) => write!(shape, "property {}", names.2),
        Expr::MethodCall(call, _) | Expr::FnCall(call, _) => return add_call(shape, call),
        Expr::Stmt(_) => write!(shape, "block"),
        Expr::Dot(_, options, _) => write!(shape, "dot {options:?}"),
        Expr::Index(_, options, _) => write!(shape, "index {options:?}"),
        Expr::And(parts, _) | Expr::Or(parts, _) => write!(shape, "both {}", parts.len()),
        Expr::Coalesce(..) => write!(shape, "??"),
        _ => return None,
    }
    .ok()
}

fn add_call(shape: &mut String, call: &rhai::FnCallExpr) -> Option<()> {
    let name: &str = if call.is_operator_call() { "operator" } else { &call.name };
    (!call.capture_parent_scope).then_some(())?;
    write!(shape, "call {name} {}", call.args.len()).ok()
}

fn has_infinite(statement: &Stmt) -> bool {
    let mut found = false;
    tree::walk(std::slice::from_ref(statement), |path| {
        if let Some(ASTNode::Expr(Expr::FloatConstant(value, _))) = path.last() {
            found |= !value.is_finite();
        }
    });
    found
}

/// Places of the rules of a statement.
fn places_of(statement: &Stmt) -> Vec<Position> {
    let mut places = Vec::new();
    tree::walk(std::slice::from_ref(statement), |path| {
        if let Some(ASTNode::Stmt(Stmt::If(_, at) | Stmt::Switch(_, at))) = path.last() {
            places.push(*at);
        }
    });
    places
}

fn report(script: &Script, rules: std::ops::Range<usize>, line: u16, text: &str) -> String {
    let source = Source::new(text);
    let mut out = Json::default();
    out.list(rules, |out, index| {
        let rule = &script.facts.rules[index];
        out.open('[');
        out.number(index as u32);
        out.number(rule.line.into());
        out.number(rule.column.into());
        let keyword = if rule.switch { "switch" } else { "if" };
        out.text(&source.condition(usize::from(rule.line - line) + 1, rule.column.into(), keyword));
        out.close(']');
    });
    out.text
}
