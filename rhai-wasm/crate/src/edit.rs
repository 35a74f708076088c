//! A changed statement put into a script in place: what compiling the new source would give, without reading all of it again.
//!
//! Only where nothing but numbers and operators differ: then inputs, results and what rules read stay what they were. Anything else
//! is compiled as a whole.

use crate::counters;
use crate::engine;
use crate::instrument;
use crate::report::Json;
use crate::script::{Compiler, Script};
use crate::source::Source;
use crate::tree;
use rhai::{ASTFlags, ASTNode, Expr, FnCallExpr, Position, Stmt};
use std::num::NonZeroUsize;

/// Where statements begin.
#[derive(Default)]
pub struct Starts {
    /// Lines, 0 where that is not known.
    pub lines: Vec<u16>,
    /// Places among the rewritten ones.
    places: Vec<u16>,
    /// Variables that are declared outside blocks: by which statement, their name, whether they are constants.
    declared: Vec<(u16, Box<str>, bool)>,
}

impl Starts {
    /// Adds the next statement. Those beyond what is numbered here are compiled with all others.
    pub fn add(&mut self, statement: &Stmt, place: usize) {
        if let Stmt::Var(parts, options, _) = statement {
            let is_constant = options.contains(ASTFlags::CONSTANT);
            self.declared.push((self.lines.len() as u16, parts.0.name.as_str().into(), is_constant));
        }
        let line = u16::try_from(place).ok().and(start(statement).line());
        self.lines.push(line.unwrap_or(0) as u16);
        self.places.push(place as u16);
    }

    pub fn shrink(&mut self) {
        self.lines.shrink_to_fit();
        self.places.shrink_to_fit();
        self.declared.shrink_to_fit();
    }

    fn declares(&self, statement: usize) -> bool {
        self.declared.iter().any(|(by, ..)| usize::from(*by) == statement)
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
        let line = *script.starts.lines.get(edit.statement)?;
        let place = usize::from(script.starts.places[edit.statement]);
        let known = script.shape.take().filter(|(statement, _)| *statement == edit.statement);
        let before = match known {
            Some((_, shape)) => shape,
            None => shape_of(&self.statement(script, edit.statement, edit.before)?)?,
        };
        let changed = self.statement(script, edit.statement, edit.after)?;
        let shape = shape_of(&changed)?;
        if shape != before || start(&changed).line() != Some(line.into()) {
            return None;
        }
        let lines = edit.after.matches('\n').count() as u16;
        let rules = script.facts.move_rules(line..=line + lines, &places_of(&changed))?;
        let rewritten = instrument::rewrite_main(vec![changed], &script.facts);
        let end = script.starts.places.get(edit.statement + 1).map_or(script.main.len(), |next| usize::from(*next));
        // As many as before: what is looked at after an assignment hangs on its shape.
        debug_assert_eq!(end - place, rewritten.len());
        script.main.splice(place..end, rewritten);
        let report = report(script, rules, line, edit.after);
        script.facts.forget_places();
        script.shape = Some((edit.statement, shape));
        Some(report)
    }

    /// Parses the lines of one statement at their place. Variables declared before it are found by their names then, which is the same; only what
    /// declares one itself has to know of them, since their order counts.
    fn statement(&self, script: &Script, statement: usize, text: &str) -> Option<Stmt> {
        let Starts { lines, declared, .. } = &script.starts;
        let line = lines[statement];
        let mut source = String::with_capacity(text.len() + 64 + usize::from(line));
        let mut others = 0;
        if script.starts.declares(statement) {
            for (_, name, is_constant) in declared.iter().filter(|(by, ..)| usize::from(*by) < statement) {
                let keyword = if *is_constant { "const" } else { "let" };
                source.extend([keyword, " ", &**name, "=();"]);
                others += 1;
            }
        }
        // They need a line of their own.
        if line == 0 || (line == 1 && others > 0) {
            return None;
        }
        source.extend(std::iter::repeat_n('\n', usize::from(line) - 1));
        source.push_str(text);
        let ast = self.engine.compile(&source).ok()?;
        if ast.iter_fn_def().next().is_some() || ast.statements().len() != others + 1 {
            return None;
        }
        ast.statements().last().cloned()
    }
}

/// Everything of a statement but finite numbers, booleans, operators and places; `None` for what is not looked through.
fn shape_of(statement: &Stmt) -> Option<Shape> {
    let mut shape = Shape(Vec::new());
    let mut is_known = true;
    statement.walk(&mut Vec::new(), &mut |path: &[ASTNode]| {
        // How deep a node is tells blocks and branches apart.
        shape.number(path.len());
        is_known &= match path.last() {
            Some(ASTNode::Stmt(node)) => shape.statement(node).is_some(),
            Some(ASTNode::Expr(node)) => shape.expression(node).is_some(),
            _ => false,
        };
        is_known
    });
    is_known.then_some(shape)
}

/// See [`shape_of`]: a tag a node and what belongs to it.
#[derive(PartialEq)]
pub struct Shape(Vec<u8>);

impl Shape {
    fn number(&mut self, value: usize) {
        self.0.extend((value as u32).to_le_bytes());
    }

    fn text(&mut self, value: &str) {
        self.number(value.len());
        self.0.extend(value.as_bytes());
    }

    fn place(&mut self, value: Option<NonZeroUsize>) {
        self.number(value.map_or(0, NonZeroUsize::get));
    }

    fn tag(&mut self, tag: u8, options: ASTFlags) {
        self.0.extend([tag, options.bits()]);
    }

    fn statement(&mut self, node: &Stmt) -> Option<()> {
        let none = ASTFlags::empty();
        match node {
            Stmt::If(parts, _) => {
                self.tag(1, none);
                self.number(parts.body.len());
                self.number(parts.branch.len());
            }
            Stmt::Switch(parts, _) => {
                self.tag(2, none);
                self.number(parts.1.expressions.len());
                self.number(parts.1.def_case.map_or(0, |index| index + 1));
            }
            Stmt::While(..) => self.tag(3, none),
            Stmt::Do(_, options, _) => self.tag(4, *options),
            Stmt::For(parts, _) => {
                self.tag(5, none);
                self.text(&parts.0.name);
                self.text(parts.1.as_ref().map_or("", |counter| &counter.name));
            }
            Stmt::Var(parts, options, _) => {
                self.tag(6, *options);
                self.text(&parts.0.name);
                self.place(parts.2);
            }
            Stmt::Assignment(parts) => {
                self.tag(7, none);
                self.text(parts.0.get_op_assignment_info().map_or("", |(_, _, _, syntax, ..)| syntax));
            }
            Stmt::FnCall(call, _) => return self.call(call),
            Stmt::Block(_) => self.tag(8, none),
            Stmt::Expr(_) => self.tag(9, none),
            Stmt::BreakLoop(_, options, _) => self.tag(10, *options),
            Stmt::Return(_, options, _) => self.tag(11, *options),
            _ => return None,
        }
        Some(())
    }

    fn expression(&mut self, node: &Expr) -> Option<()> {
        let none = ASTFlags::empty();
        match node {
            // With a very large one a counter might not stay finite (`counters.rs`).
            Expr::FloatConstant(value, _) if !counters::is_small(**value) => return None,
            Expr::IntegerConstant(..) | Expr::FloatConstant(..) => self.tag(21, none),
            Expr::BoolConstant(..) => self.tag(22, none),
            Expr::StringConstant(text, _) => {
                self.tag(23, none);
                self.text(text);
            }
            Expr::Unit(_) => self.tag(24, none),
            Expr::InterpolatedString(..) => self.tag(25, none),
            Expr::Array(..) => self.tag(26, none),
            Expr::Map(parts, _) => {
                self.tag(27, none);
                parts.0.iter().for_each(|(key, _)| self.text(&key.name));
            }
            Expr::Variable(parts, short, _) => {
                self.tag(28, none);
                self.text(&parts.1);
                self.place(parts.0);
                self.number(short.map_or(0, |index| index.get().into()));
            }
            Expr::Property(names, _) => {
                self.tag(29, none);
                self.text(&names.2);
            }
            Expr::MethodCall(call, _) | Expr::FnCall(call, _) => return self.call(call),
            Expr::Stmt(_) => self.tag(30, none),
            Expr::Dot(_, options, _) => self.tag(31, *options),
            Expr::Index(_, options, _) => self.tag(32, *options),
            Expr::And(parts, _) | Expr::Or(parts, _) => {
                self.tag(33, none);
                self.number(parts.len());
            }
            Expr::Coalesce(..) => self.tag(34, none),
            _ => return None,
        }
        Some(())
    }

    fn call(&mut self, call: &FnCallExpr) -> Option<()> {
        if call.capture_parent_scope {
            return None;
        }
        self.tag(40, ASTFlags::empty());
        self.text(if call.is_operator_call() { "" } else { &call.name });
        self.number(call.args.len());
        Some(())
    }
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
