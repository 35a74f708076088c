//! Variables that are numbers and can never become infinite: what changes them need not be looked at after each change.
//!
//! `let reasons = 0;` and then nothing but `reasons += 1;` or `reasons = 2;`, as most rules count.

use crate::tree;
use rhai::{ASTNode, Expr, FnCallExpr, Stmt};
use std::collections::HashSet;

/// Floats that may be added to any finite one without end: less than half of the last place of the largest.
const SMALL: f64 = 1e290;

pub fn is_small(value: f64) -> bool {
    value.abs() < SMALL
}

/// The counters of the main part: every declaration and change of the name is one of a counter.
pub fn of(main: &[Stmt]) -> Vec<Box<str>> {
    let mut declared = HashSet::new();
    let mut others = HashSet::new();
    tree::walk(main, |path| match path.last() {
        Some(ASTNode::Stmt(Stmt::Var(parts, ..))) => {
            let names = if is_number(&parts.1) { &mut declared } else { &mut others };
            names.insert(parts.0.name.to_string());
        }
        Some(ASTNode::Stmt(Stmt::Assignment(parts))) => {
            let operator = parts.0.get_op_assignment_info().map(|(_, _, _, syntax, ..)| syntax);
            let is_count = matches!(operator, None | Some("+=" | "-=")) && is_number(&parts.1.rhs);
            let is_own = matches!(&parts.1.lhs, Expr::Variable(..)) && tree::free_variable(&parts.1.lhs).is_none();
            if !(is_count && is_own) {
                add_root(&parts.1.lhs, &mut others);
            }
        }
        Some(ASTNode::Stmt(Stmt::For(parts, _))) => {
            others.insert(parts.0.name.to_string());
            others.extend(parts.1.as_ref().map(|counter| counter.name.to_string()));
        }
        Some(ASTNode::Stmt(Stmt::Share(shared))) => {
            others.extend(shared.iter().map(|(name, _)| name.name.to_string()));
        }
        // The name of what was caught is not told by the tree that is walked.
        Some(ASTNode::Stmt(Stmt::TryCatch(parts, _))) => add_root(&parts.expr, &mut others),
        Some(ASTNode::Stmt(Stmt::FnCall(call, _))) => add_first(call, &mut others),
        Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))) => add_first(call, &mut others),
        Some(ASTNode::Expr(chain @ (Expr::Dot(..) | Expr::Index(..)))) => add_root(chain, &mut others),
        _ => (),
    });
    declared.difference(&others).map(|name| name.as_str().into()).collect()
}

/// A native function may change its first argument in place.
fn add_first(call: &FnCallExpr, names: &mut HashSet<String>) {
    if let Some(first) = call.args.first().filter(|_| !call.is_operator_call()) {
        add_root(first, names);
    }
}

fn add_root(expression: &Expr, names: &mut HashSet<String>) {
    if let Expr::Variable(parts, ..) = tree::root(expression) {
        names.insert(parts.1.to_string());
    }
}

fn is_number(expression: &Expr) -> bool {
    match expression {
        Expr::IntegerConstant(..) => true,
        Expr::FloatConstant(value, _) => is_small(**value),
        _ => false,
    }
}
