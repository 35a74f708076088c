//! Rewritten bodies of script functions.
//!
//! Rhai does not let a function's body be built from outside (its type is private). So a function keeps one custom
//! node that runs its rewritten body from a table of the script.

use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expr, Expression, Position, ScriptFuncDef, Stmt, StmtBlock};
use std::cell::RefCell;
use std::rc::Rc;

/// The key of the node. Scripts that use this name do not compile.
pub const KEY: &str = "__aif_body__";

thread_local! {
    static BODIES: RefCell<Rc<Vec<Expr>>> = RefCell::default();
}

/// Makes a script's bodies those that the nodes run.
pub fn select(bodies: &Rc<Vec<Expr>>) {
    BODIES.set(bodies.clone());
}

/// Puts a body into the form of the table.
pub fn expression(statements: Vec<Stmt>) -> Expr {
    Expr::Stmt(Box::new(StmtBlock::new(statements, Position::NONE, Position::NONE)))
}

/// Gives a function a body that runs entry `index` of the table.
pub fn replace(definition: &mut ScriptFuncDef, index: usize) {
    let mut parser = Engine::new_raw();
    parser
        .register_custom_syntax([KEY, "$int$"], false, |_, _| Ok(Dynamic::UNIT))
        .expect("the syntax is valid");
    let ast = parser.compile(format!("fn body() {{ {KEY} {index} }}")).expect("the source is valid");
    let stub = ast.iter_fn_def().next().expect("the function is there");
    definition.body = stub.body.clone();
}

/// Evaluates the node.
pub fn evaluate(
    context: &mut EvalContext,
    inputs: &[Expression],
    _: &Dynamic,
) -> Result<Dynamic, Box<EvalAltResult>> {
    let index = inputs[0].get_literal_value::<i64>().unwrap_or(-1);
    let bodies = BODIES.with_borrow(Rc::clone);
    match usize::try_from(index).ok().and_then(|i| bodies.get(i)) {
        Some(body) => context.eval_expression_tree(&body.into()),
        None => Ok(Dynamic::UNIT),
    }
}
