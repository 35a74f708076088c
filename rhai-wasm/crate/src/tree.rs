//! Getting at the parts of Rhai's tree.

use rhai::{ASTNode, Expr, Module, ScriptFuncDef, Stmt, AST};

/// A script taken apart: its main statements and those of each function.
pub struct Tree {
    pub main: Vec<Stmt>,
    pub functions: Vec<Function>,
}

/// A function of a script, closures included.
pub struct Function {
    pub definition: ScriptFuncDef,
    pub body: Vec<Stmt>,
}

impl Tree {
    pub fn of(ast: &AST) -> Self {
        let functions = ast.iter_fn_def().map(|definition| Function {
            body: body_of(definition),
            definition: (**definition).clone(),
        });
        Self { main: ast.statements().to_vec(), functions: functions.collect() }
    }

    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|f| f.definition.name == name)
    }
}

/// Rhai keeps the type of a function's body to itself; walking a tree with only that function gives its statements.
fn body_of(definition: &ScriptFuncDef) -> Vec<Stmt> {
    let mut module = Module::new();
    module.set_script_fn(definition.clone());
    let mut body = Vec::new();
    AST::new_from_module(module).walk(&mut |path| {
        if let [ASTNode::Stmt(statement)] = path {
            body.push((*statement).clone());
        }
        true
    });
    body
}

/// Walks statements and everything inside.
pub fn walk(statements: &[Stmt], mut on_node: impl FnMut(&[ASTNode])) {
    for statement in statements {
        statement.walk(&mut Vec::new(), &mut |path: &[ASTNode]| {
            on_node(path);
            true
        });
    }
}

/// A pure chain of properties: its root and the path as written (`a.b.c`, `a["b"]` as `a.b`), as far as it is pure.
pub fn property_path(expression: &Expr) -> Option<(&Expr, Vec<&str>)> {
    let (lhs, rhs, index) = match expression {
        Expr::Dot(parts, ..) => (&parts.lhs, &parts.rhs, false),
        Expr::Index(parts, ..) => (&parts.lhs, &parts.rhs, true),
        _ => return None,
    };
    let mut path = Vec::new();
    follow(rhs, index, &mut path);
    Some((lhs, path))
}

fn follow<'e>(rhs: &'e Expr, index: bool, path: &mut Vec<&'e str>) -> bool {
    match rhs {
        Expr::Property(names, _) if !index => path.push(&names.2),
        Expr::StringConstant(name, _) if index => path.push(name),
        Expr::Dot(parts, ..) => {
            return follow(&parts.lhs, index, path) && follow(&parts.rhs, false, path);
        }
        Expr::Index(parts, ..) => {
            return follow(&parts.lhs, index, path) && follow(&parts.rhs, true, path);
        }
        _ => return false,
    }
    true
}

/// The name of a variable that is not defined where it is read: an input, or unknown.
pub fn free_variable(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Variable(parts, None, _) if parts.0.is_none() => Some(&parts.1),
        _ => None,
    }
}

/// The variable (or `this`) at the left end of a chain.
pub fn root(expression: &Expr) -> &Expr {
    match expression {
        Expr::Dot(parts, ..) | Expr::Index(parts, ..) => root(&parts.lhs),
        _ => expression,
    }
}
