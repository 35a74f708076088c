//! Which keys and verdicts a script can end in, as far as its text tells.

use crate::tree::{self, Tree};
use rhai::{ASTFlags, ASTNode, Expr, Stmt};
use std::collections::{BTreeSet, HashSet};

/// The key whose values are the verdicts.
const VERDICT: &str = "verdict";

/// Keys of the maps a script can end in.
#[derive(Debug, Default)]
pub struct Results {
    pub keys: BTreeSet<String>,
    pub verdicts: BTreeSet<String>,
    /// Every end of the script is a map written out in it.
    pub keys_known: bool,
    /// Every verdict is a text written out in the script.
    pub verdicts_known: bool,
}

/// Collects the results of the main part.
pub fn collect(script: &Tree) -> Results {
    let mut search = Search { script, visited: HashSet::new() };
    let mut ends = Vec::new();
    let mut known = search.block(&script.main, &mut ends);
    tree::walk(&script.main, |path| {
        if let Some(ASTNode::Stmt(Stmt::Return(value, options, _))) = path.last() {
            if !options.contains(ASTFlags::BREAK) {
                known &= value.as_ref().is_some_and(|value| search.value(value, &mut ends));
            }
        }
    });
    let mut results = Results { keys_known: known, verdicts_known: known, ..Results::default() };
    for end in ends {
        results.add(&mut search, end);
    }
    results
}

impl Results {
    fn add(&mut self, search: &mut Search, end: Expr) {
        let Expr::Map(parts, _) = end else {
            self.keys_known = false;
            self.verdicts_known = false;
            return;
        };
        for (key, value) in &parts.0 {
            self.keys.insert(key.name.to_string());
            if key.name == VERDICT {
                self.add_verdicts(search, value);
            }
        }
    }

    fn add_verdicts(&mut self, search: &mut Search, value: &Expr) {
        let mut texts = Vec::new();
        search.visited.clear();
        self.verdicts_known &= search.value(value, &mut texts);
        for text in texts {
            match text {
                Expr::StringConstant(text, _) => {
                    self.verdicts.insert(text.to_string());
                }
                _ => self.verdicts_known = false,
            }
        }
    }
}

/// Follows values to the expressions they come from.
struct Search<'a> {
    script: &'a Tree,
    visited: HashSet<String>,
}

impl Search<'_> {
    /// Adds the possible values of a block; `false` if some cannot be told.
    fn block(&mut self, statements: &[Stmt], found: &mut Vec<Expr>) -> bool {
        match statements.last() {
            Some(Stmt::Expr(value)) => self.value(value, found),
            Some(Stmt::Block(block)) => self.block(block.statements(), found),
            Some(Stmt::If(parts, _)) => {
                let then = self.block(parts.body.statements(), found);
                // A condition without `else` yields nothing when it does not hold.
                self.block(parts.branch.statements(), found) && then
            }
            Some(Stmt::Switch(parts, _)) => {
                let mut known = parts.1.def_case.is_some();
                for arm in &parts.1.expressions {
                    known &= self.value(&arm.rhs, found);
                }
                known
            }
            Some(Stmt::FnCall(call, at)) => self.value(&Expr::FnCall(call.clone(), *at), found),
            // What comes back is collected where it is said.
            Some(Stmt::Return(..)) => true,
            _ => false,
        }
    }

    fn value(&mut self, value: &Expr, found: &mut Vec<Expr>) -> bool {
        match value {
            Expr::Stmt(block) => self.block(block.statements(), found),
            Expr::Variable(parts, ..) => self.variable(&parts.1, found),
            Expr::FnCall(call, _) => match self.script.function(&call.name) {
                Some(function) if self.visited.insert(format!("{}()", call.name)) => {
                    self.block(&function.body, found)
                }
                Some(_) => true,
                None => false,
            },
            _ => {
                found.push(value.clone());
                true
            }
        }
    }

    /// All values a variable of the main part is ever given.
    fn variable(&mut self, name: &str, found: &mut Vec<Expr>) -> bool {
        if !self.visited.insert(name.to_string()) {
            return true;
        }
        let mut given = Vec::new();
        tree::walk(&self.script.main, |path| match path.last() {
            Some(ASTNode::Stmt(Stmt::Var(parts, ..))) if parts.0.name == name => given.push(parts.1.clone()),
            Some(ASTNode::Stmt(Stmt::Assignment(parts))) => match &parts.1.lhs {
                Expr::Variable(target, ..) if target.1 == name => given.push(parts.1.rhs.clone()),
                _ => (),
            },
            _ => (),
        });
        let mut known = !given.is_empty();
        for value in given {
            // `let x;` holds nothing until it is given a value.
            if !matches!(value, Expr::Unit(_)) {
                known &= self.value(&value, found);
            }
        }
        known
    }
}
