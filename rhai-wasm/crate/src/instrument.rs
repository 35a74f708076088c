//! Rewrites the tree of a script: rules are recorded, arithmetic and ordering checked (see `node.rs`).

use crate::facts::Facts;
use crate::node::{self, Kind};
use crate::tree;
use rhai::{BinaryExpr, CustomExpr, Expr, FnCallExpr, ImmutableString, Position, Stmt, StmtBlock};

/// Rewrites statements of the main part. `facts` lists the rules by place.
pub fn rewrite_main(statements: Vec<Stmt>, facts: &Facts) -> Vec<Stmt> {
    Rewriter { facts, counters: &facts.counters }.statements(statements)
}

/// Rewrites the body of a function: its variables are others, even where their names are the same.
pub fn rewrite_function(statements: Vec<Stmt>, facts: &Facts) -> Vec<Stmt> {
    Rewriter { facts, counters: &[] }.statements(statements)
}

struct Rewriter<'a> {
    facts: &'a Facts,
    counters: &'a [Box<str>],
}

thread_local! {
    /// One text for all nodes.
    static KEY: ImmutableString = node::KEY.into();
}

fn custom(kind: Kind, rule: u16, at: Position, inputs: impl IntoIterator<Item = Expr>) -> Expr {
    let node = CustomExpr {
        inputs: inputs.into_iter().collect(),
        tokens: [KEY.with(ImmutableString::clone)].into_iter().collect(),
        state: node::pack(kind, rule, at).into(),
        scope_may_be_changed: false,
        self_terminated: false,
    };
    Expr::Custom(Box::new(node), at)
}

impl Rewriter<'_> {
    fn statements(&self, statements: impl IntoIterator<Item = Stmt>) -> Vec<Stmt> {
        let mut rewritten = Vec::new();
        for mut statement in statements {
            self.statement(&mut statement);
            let check = assigned_check(&statement, self.counters);
            // `text -= part` works on what is there before, so that is looked at too.
            rewritten.extend(check.clone().filter(|_| subtracts(&statement)));
            rewritten.push(statement);
            rewritten.extend(check);
        }
        rewritten
    }

    fn block(&self, block: &mut StmtBlock) {
        let span = block.span();
        let statements = std::mem::take(block);
        *block = StmtBlock::new_with_span(self.statements(statements), span);
    }

    fn statement(&self, statement: &mut Stmt) {
        match statement {
            Stmt::If(parts, at) => {
                self.rule(&mut parts.expr, *at, Kind::Rule);
                self.block(&mut parts.body);
                self.block(&mut parts.branch);
            }
            Stmt::Switch(parts, at) => {
                self.rule(&mut parts.0, *at, Kind::Switch);
                self.arms(&mut parts.1, *at);
            }
            Stmt::While(parts, _) | Stmt::Do(parts, ..) => {
                self.expression(&mut parts.expr);
                self.block(&mut parts.body);
            }
            Stmt::For(parts, _) => {
                self.expression(&mut parts.2.expr);
                self.block(&mut parts.2.body);
            }
            Stmt::TryCatch(parts, _) => {
                self.block(&mut parts.body);
                self.block(&mut parts.branch);
            }
            Stmt::Var(parts, ..) => self.expression(&mut parts.1),
            Stmt::Assignment(parts) => {
                self.expression(&mut parts.1.rhs);
                self.expression(&mut parts.1.lhs);
            }
            Stmt::Block(block) => self.block(block),
            Stmt::Expr(value) => self.expression(value),
            Stmt::FnCall(call, at) => {
                let mut value = Expr::FnCall(std::mem::replace(call, empty_call()), *at);
                self.expression(&mut value);
                *statement = match value {
                    Expr::FnCall(call, at) => Stmt::FnCall(call, at),
                    value => Stmt::Expr(Box::new(value)),
                };
            }
            Stmt::BreakLoop(Some(value), ..) | Stmt::Return(Some(value), ..) => self.expression(value),
            _ => (),
        }
    }

    fn rule(&self, condition: &mut Expr, at: Position, kind: Kind) {
        self.expression(condition);
        let Some(rule) = self.facts.rule_at(at) else { return };
        let place = condition.position();
        let locals = self.facts.rules[rule as usize].locals().map(|path| Expr::StringConstant(path.into(), place));
        // A condition that is one comparison, as most are, needs one node for both.
        if let (Kind::Rule, Some((comparison, at))) = (kind, comparison_of(condition)) {
            let Expr::Custom(node, _) = std::mem::take(condition) else { return };
            let mut node = *node;
            node.inputs.extend(locals);
            node.state = node::pack(comparison.of_rule(), rule, at).into();
            *condition = Expr::Custom(Box::new(node), place);
            return;
        }
        let inputs = std::iter::once(std::mem::take(condition)).chain(locals);
        *condition = custom(kind, rule, place, inputs);
    }

    fn arms(&self, cases: &mut rhai::SwitchCasesCollection, at: Position) {
        let rule = self.facts.rule_at(at);
        for (i, arm) in cases.expressions.iter_mut().enumerate() {
            self.expression(&mut arm.lhs);
            self.expression(&mut arm.rhs);
            if let Some(rule) = rule.filter(|_| cases.def_case != Some(i)) {
                let place = arm.rhs.position();
                arm.rhs = custom(Kind::Arm, rule, place, [std::mem::take(&mut arm.rhs)]);
            }
        }
    }

    fn expression(&self, expression: &mut Expr) {
        match expression {
            Expr::InterpolatedString(parts, _) => parts.iter_mut().for_each(|e| self.expression(e)),
            Expr::Array(items, _) => items.iter_mut().for_each(|e| self.expression(e)),
            Expr::Map(parts, _) => parts.0.iter_mut().for_each(|(_, e)| self.expression(e)),
            Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
                parts.iter_mut().for_each(|e| self.expression(e));
            }
            Expr::Stmt(block) => self.block(block),
            Expr::Dot(parts, ..) | Expr::Index(parts, ..) => {
                self.expression(&mut parts.lhs);
                self.expression(&mut parts.rhs);
            }
            Expr::MethodCall(call, _) => call.args.iter_mut().for_each(|e| self.expression(e)),
            Expr::FnCall(call, at) => {
                call.args.iter_mut().for_each(|e| self.expression(e));
                if let Some(checked) = checked_operator(call, *at) {
                    *expression = checked;
                }
            }
            _ => (),
        }
    }
}

/// The kind and place of one of our comparisons.
fn comparison_of(expression: &Expr) -> Option<(Kind, Position)> {
    let Expr::Custom(node, _) = expression else { return None };
    let (kind, at) = node::unpack(node.state.as_int().ok()?);
    (node.tokens.first().is_some_and(|key| key == node::KEY) && kind.is_comparison()).then_some((kind, at))
}

fn empty_call() -> Box<FnCallExpr> {
    Box::new(FnCallExpr {
        name: Default::default(),
        hashes: rhai::FnCallHashes::from_hash(1),
        args: Default::default(),
        capture_parent_scope: false,
        op_token: None,
    })
}

fn checked_operator(call: &mut FnCallExpr, at: Position) -> Option<Expr> {
    if !call.is_operator_call() || call.args.len() != 2 {
        return None;
    }
    let kind = Kind::of_operator(&call.name)?;
    // Text put together cannot be infinite, and Rhai's own node is faster at it.
    if kind == Kind::Add && call.args.iter().any(is_text) {
        return None;
    }
    Some(custom(kind, 0, at, std::mem::take(&mut call.args)))
}

fn is_text(expression: &Expr) -> bool {
    match expression {
        Expr::StringConstant(..) | Expr::InterpolatedString(..) => true,
        Expr::FnCall(call, _) if call.is_operator_call() && call.name == "+" => call.args.iter().any(is_text),
        _ => false,
    }
}

/// Assignments keep Rhai's own node; what they leave is checked by a statement behind them.
fn assigned_check(statement: &Stmt, counters: &[Box<str>]) -> Option<Stmt> {
    let Stmt::Assignment(parts) = statement else { return None };
    let (operator, BinaryExpr { lhs, .. }) = &**parts;
    // A plain `x = y` brings a value that was checked where it came from; `m.x = y` may make `m` too large.
    if !operator.is_op_assignment() && matches!(lhs, Expr::Variable(..) | Expr::ThisPtr(_)) {
        return None;
    }
    let check = match lhs {
        // Nothing can be wrong with it; a step is counted all the same.
        Expr::Variable(parts, ..) if counters.iter().any(|name| **name == *parts.1) => Expr::Unit(operator.position()),
        _ => custom(Kind::Assigned, 0, operator.position(), [tree::root(lhs).clone()]),
    };
    Some(Stmt::Expr(Box::new(check)))
}

fn subtracts(statement: &Stmt) -> bool {
    let Stmt::Assignment(parts) = statement else { return false };
    parts.0.get_op_assignment_info().is_some_and(|(_, _, _, syntax, ..)| syntax == "-=")
}
