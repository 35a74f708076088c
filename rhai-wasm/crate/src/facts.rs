//! What can be said of a script without running it: inputs, rules, results, names nobody knows.

use crate::codes::Code;
use crate::counters;
use crate::errors::RuleError;
use crate::problems::Problem;
use crate::results::{self, Results};
use crate::source::Source;
use crate::tree::{self, Function, Tree};
use rhai::{ASTNode, Expr, FnCallExpr, Position, Stmt};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::{Range, RangeInclusive};

/// Values of one condition that are shown at most.
const CAPTURES: usize = 8;

/// The name under which all inputs are found together.
pub const INPUT: &str = "input";

/// A value that a condition reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// As written: `temperature`, `input.count`, `limits.high`.
    pub path: String,
    /// The input it is part of, if the script never changes that, and the keys that lead to the part.
    pub input: Option<(String, Vec<String>)>,
}

/// A condition or a switch.
#[derive(Clone, Debug)]
pub struct Rule {
    pub line: u16,
    pub column: u16,
    pub switch: bool,
    /// What a script that runs does not need of it.
    pub told: Option<Box<Told>>,
}

/// What is told of a rule.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub id: String,
    pub source: String,
    pub captures: Vec<Capture>,
}

impl Rule {
    fn id(&self) -> &str {
        self.told.as_ref().map_or("", |told| &told.id)
    }

    fn name(&mut self, id: String) {
        self.told.get_or_insert_default().id = id;
    }

    /// Paths of the script's own variables that the condition reads.
    pub fn locals(&self) -> impl Iterator<Item = &str> {
        let captures = self.told.iter().flat_map(|told| &told.captures);
        captures.filter(|capture| capture.input.is_none()).map(|capture| capture.path.as_str())
    }
}

/// An input that a script reads.
#[derive(Clone, Debug)]
pub struct InputFact {
    pub name: String,
    /// The place of its first use.
    pub position: Position,
    /// Read as a variable, not only as a property of `input`.
    pub by_name: bool,
}

/// Everything known of a script before it runs.
#[derive(Debug, Default)]
pub struct Facts {
    /// Inputs in the order of their first use.
    pub inputs: Vec<InputFact>,
    /// The map `input` is used at all.
    pub uses_map: bool,
    /// Inputs are also found by computed names: all that are given must be passed in.
    pub dynamic: bool,
    pub rules: Vec<Rule>,
    /// Variables that are numbers and stay finite (`counters.rs`).
    pub counters: Vec<Box<str>>,
    /// Rules by their place.
    places: HashMap<(u16, u16), u16>,
    pub results: Results,
    /// Suspicious but allowed.
    pub warnings: Vec<RuleError>,
}

impl Facts {
    /// Drops what only the report of a compile tells; a script that runs needs its inputs and how many rules it has.
    pub fn slim(&mut self) {
        for rule in &mut self.rules {
            // An edit in place needs the variables (`edit.rs`).
            let told = rule.told.take().map(|told| told.captures).unwrap_or_default();
            let captures: Vec<_> = told.into_iter().filter(|capture| capture.input.is_none()).collect();
            if !captures.is_empty() {
                rule.told = Some(Box::new(Told { captures, ..Told::default() }));
            }
        }
        self.rules.shrink_to_fit();
        self.places = HashMap::new();
        self.results = Results::default();
        self.warnings = Vec::new();
    }

    /// Gives the rules of some lines the places they have after an edit; nothing if they are not as many.
    pub fn move_rules(&mut self, lines: RangeInclusive<u16>, places: &[Position]) -> Option<Range<usize>> {
        let first = self.rules.partition_point(|rule| rule.line < *lines.start());
        let end = self.rules.partition_point(|rule| rule.line <= *lines.end());
        let mut places: Vec<_> = places.iter().map(|at| place(*at)).collect();
        places.sort_unstable();
        places.dedup();
        if places.len() != end - first {
            return None;
        }
        for (index, (rule, (line, column))) in self.rules[first..end].iter_mut().zip(places).enumerate() {
            (rule.line, rule.column) = (line, column);
            self.places.insert((line, column), (first + index) as u16);
        }
        Some(first..end)
    }

    /// Drops the places that [`Self::move_rules`] noted.
    pub fn forget_places(&mut self) {
        self.places.clear();
    }

    /// The rule that starts at a place.
    pub fn rule_at(&self, position: Position) -> Option<u16> {
        self.places.get(&place(position)).copied()
    }
}

/// Collects the facts of a freshly compiled script, before `instrument.rs` rewrites it.
pub fn collect(script: &Tree, source: &str, is_native: &dyn Fn(&str) -> bool) -> Facts {
    let mut names = Names::default();
    tree::walk(&script.main, |path| names.node(script, path, is_native));
    for function in &script.functions {
        tree::walk(&function.body, |path| names.node_in_function(script, function, path, is_native));
    }
    let mut facts = Facts { results: results::collect(script), warnings: names.warnings, ..Facts::default() };
    let mut first: Vec<_> = names.first_use.into_iter().collect();
    first.sort_by_key(|(_, position)| place(*position));
    let by_name = |name: &String| names.asks_any || names.by_name.contains(name);
    let input = |(name, position): (String, Position)| InputFact { by_name: by_name(&name), name, position };
    facts.inputs = first.into_iter().map(input).collect();
    facts.uses_map = names.uses_map;
    facts.dynamic = names.dynamic;
    facts.rules = rules(script, &Source::new(source), &names.changed);
    facts.counters = counters::of(&script.main);
    facts.places = facts.rules.iter().enumerate().map(|(i, r)| ((r.line, r.column), i as u16)).collect();
    facts
}

fn place(position: Position) -> (u16, u16) {
    (position.line().unwrap_or(0) as u16, position.position().unwrap_or(0) as u16)
}

#[derive(Default)]
struct Names {
    first_use: BTreeMap<String, Position>,
    by_name: HashSet<String>,
    /// `is_def_var` of a computed name.
    asks_any: bool,
    uses_map: bool,
    dynamic: bool,
    changed: HashSet<String>,
    warnings: Vec<RuleError>,
}

impl Names {
    fn used(&mut self, name: &str, position: Position) {
        let first = self.first_use.entry(name.to_string()).or_insert(position);
        if place(position) < place(*first) {
            *first = position;
        }
    }

    fn node(&mut self, script: &Tree, path: &[ASTNode], is_native: &dyn Fn(&str) -> bool) {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Assignment(parts))) => self.change(&parts.1.lhs),
            Some(ASTNode::Stmt(Stmt::Share(shared))) => {
                self.changed.extend(shared.iter().map(|(name, _)| name.name.to_string()));
            }
            Some(ASTNode::Stmt(Stmt::FnCall(call, at))) => self.call(script, call, *at, is_native),
            Some(ASTNode::Expr(expression)) => self.expression(script, expression, path, is_native),
            _ => (),
        }
    }

    fn expression(&mut self, script: &Tree, e: &Expr, path: &[ASTNode], is_native: &dyn Fn(&str) -> bool) {
        match e {
            Expr::FnCall(call, at) => self.call(script, call, *at, is_native),
            Expr::MethodCall(call, at) => self.known(script, &call.name, *at, is_native),
            Expr::Dot(parts, ..) if contains_method(&parts.rhs) => self.change(e),
            Expr::Variable(.., at) => {
                let Some(name) = tree::free_variable(e) else { return };
                if script.function(name).is_some() {
                    return;
                }
                if name == INPUT {
                    self.map_use(e, path);
                } else {
                    self.by_name.insert(name.to_string());
                    self.used(name, *at);
                }
            }
            _ => (),
        }
    }

    /// `input.x` names an input; `input` alone may name any.
    fn map_use(&mut self, variable: &Expr, path: &[ASTNode]) {
        self.uses_map = true;
        let parent = path.iter().rev().nth(1);
        if let Some(ASTNode::Expr(parent)) = parent {
            if let Some((root, names)) = tree::property_path(parent) {
                if std::ptr::eq(root, variable) && !names.is_empty() {
                    self.used(names[0], parent.position());
                    return;
                }
            }
        }
        self.dynamic = true;
    }

    fn change(&mut self, target: &Expr) {
        if let Some(name) = tree::free_variable(tree::root(target)) {
            self.changed.insert(name.to_string());
        }
    }

    fn call(&mut self, script: &Tree, call: &FnCallExpr, at: Position, is_native: &dyn Fn(&str) -> bool) {
        if call.is_operator_call() {
            return;
        }
        // A native function may change its first argument in place.
        if let Some(first) = call.args.first() {
            self.change(first);
        }
        if call.name == "is_def_var" {
            self.dynamic = true;
            // What is asked for has to be there by its name, also where it is read as `input.name` only.
            match call.args.first() {
                Some(Expr::StringConstant(name, _)) => _ = self.by_name.insert(name.to_string()),
                _ => self.asks_any = true,
            }
        }
        self.known(script, &call.name, at, is_native);
    }

    fn known(&mut self, script: &Tree, name: &str, at: Position, is_native: &dyn Fn(&str) -> bool) {
        if !is_native(name) && script.function(name).is_none() {
            let message = format!("no function '{name}' is known");
            let warning = RuleError::new(Code::UnknownFunction, Problem::FunctionUnknown, message, at);
            self.warnings.push(warning.with("name", name));
        }
    }

    fn node_in_function(
        &mut self,
        script: &Tree,
        function: &Function,
        path: &[ASTNode],
        is_native: &dyn Fn(&str) -> bool,
    ) {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::FnCall(call, at))) => self.known(script, &call.name, *at, is_native),
            Some(ASTNode::Expr(Expr::FnCall(call, at))) if !call.is_operator_call() => {
                self.known(script, &call.name, *at, is_native);
            }
            Some(ASTNode::Expr(Expr::MethodCall(call, at))) => self.known(script, &call.name, *at, is_native),
            Some(ASTNode::Expr(e @ Expr::Variable(.., at))) => {
                let Some(name) = tree::free_variable(e) else { return };
                // What a closure captures is a parameter of it, read by name.
                let parameter = function.definition.params.iter().any(|p| p == name);
                if !parameter && script.function(name).is_none() {
                    let message = format!("a function sees only its parameters: '{name}' is not one of them");
                    let warning = RuleError::new(Code::UnknownVariable, Problem::NameNotInFunction, message, *at);
                    self.warnings.push(warning.with("name", name));
                }
            }
            _ => (),
        }
    }
}

fn contains_method(rhs: &Expr) -> bool {
    match rhs {
        Expr::MethodCall(..) => true,
        Expr::Dot(parts, ..) | Expr::Index(parts, ..) => contains_method(&parts.lhs) || contains_method(&parts.rhs),
        _ => false,
    }
}

fn rules(script: &Tree, source: &Source, changed: &HashSet<String>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut collect = |path: &[ASTNode]| {
        let (condition, at, switch) = match path.last() {
            Some(ASTNode::Stmt(Stmt::If(parts, at))) => (&parts.expr, *at, false),
            Some(ASTNode::Stmt(Stmt::Switch(parts, at))) => (&parts.0, *at, true),
            _ => return,
        };
        let (line, column) = place(at);
        let keyword = if switch { "switch" } else { "if" };
        let source = source.condition(line as usize, column as usize, keyword);
        let told = Told { id: String::new(), source, captures: captures(condition, changed) };
        rules.push(Rule { line, column, switch, told: Some(Box::new(told)) });
    };
    tree::walk(&script.main, &mut collect);
    for function in &script.functions {
        tree::walk(&function.body, &mut collect);
    }
    rules.sort_by_key(|rule| (rule.line, rule.column));
    rules.dedup_by_key(|rule| (rule.line, rule.column));
    name_rules(&mut rules, source);
    rules
}

/// Lines that may lie between a label and its rule.
const LABEL_REACH: usize = 3;

fn name_rules(rules: &mut [Rule], source: &Source) {
    let mut taken = HashSet::new();
    for label in source.labels() {
        let at = (label.line, label.column);
        let before = rules.iter().rposition(|r| (r.line as usize, r.column as usize) < at);
        let after = rules.iter().position(|r| (r.line as usize, r.column as usize) > at);
        // On the line of an `if`, behind it; otherwise just before the next one.
        let same_line = before.filter(|&i| rules[i].line as usize == label.line && rules[i].id().is_empty());
        let near = after.filter(|&i| rules[i].line as usize - label.line <= LABEL_REACH);
        if let Some(rule) = same_line.or(near).map(|i| &mut rules[i]) {
            if rule.id().is_empty() && taken.insert(label.name.clone()) {
                rule.name(label.name);
            }
        }
    }
    let mut on_line = HashMap::new();
    rules.iter().for_each(|rule| *on_line.entry(rule.line).or_insert(0) += 1);
    for rule in rules.iter_mut().filter(|rule| rule.id().is_empty()) {
        let Rule { line, column, .. } = *rule;
        rule.name(if on_line[&line] == 1 { format!("L{line}") } else { format!("L{line}:{column}") });
    }
}

fn captures(condition: &Expr, changed: &HashSet<String>) -> Vec<Capture> {
    let mut found = Vec::new();
    condition.walk(&mut Vec::new(), &mut |path: &[ASTNode]| {
        let Some(ASTNode::Expr(e)) = path.last() else { return true };
        let Expr::Variable(parts, ..) = e else { return true };
        let parent = path.iter().rev().nth(1);
        let names = match parent {
            Some(ASTNode::Expr(parent)) => match tree::property_path(parent) {
                Some((root, names)) if std::ptr::eq(root, *e) => names,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let root: &str = &parts.1;
        let free = tree::free_variable(e).is_some() && !changed.contains(root);
        let keys = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let input = match names.as_slice() {
            names if free && root != INPUT => Some((root.to_string(), keys(names))),
            [name, names @ ..] if free => Some((name.to_string(), keys(names))),
            _ => None,
        };
        let path = [&[root], names.as_slice()].concat().join(".");
        let capture = Capture { path, input };
        if found.len() < CAPTURES && !found.contains(&capture) {
            found.push(capture);
        }
        true
    });
    found
}
