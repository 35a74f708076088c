//! A compiled script, and how it is made.

use crate::codes::Code;
use crate::errors::{self, RuleError};
use crate::problems::Problem;
use crate::facts::{self, Facts, InputFact, INPUT};
use crate::limits::Limits;
use crate::tree::Tree;
use crate::value::TextTable;
use crate::{body, dump, edit, engine, instrument};
use rhai::{ASTNode, Dynamic, Engine, EvalAltResult, Expr, Module, Position, Scope, Shared, Stmt, AST};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Source bytes that are accepted.
pub const SOURCE_BYTES: usize = 256 << 10;
/// Rules of one script that are accepted.
const RULES: usize = 4096;
/// Texts that go into the table of a script.
const TEXTS: usize = 4096;

/// A script ready to run.
pub struct Script {
    /// Rewritten statements outside functions.
    pub main: Vec<Stmt>,
    /// Where each statement of the source begins.
    pub starts: edit::Starts,
    /// The shape of the statement that was changed last (`edit.rs`).
    pub shape: Option<(usize, edit::Shape)>,
    library: Shared<Module>,
    pub bodies: Rc<Vec<Expr>>,
    pub facts: Facts,
    pub limits: Limits,
    /// Texts of the script by index, and back.
    pub texts: Vec<String>,
    pub text_table: TextTable,
    /// Inputs as variables, in the order of the facts; used again by every run.
    pub scope: Scope<'static>,
}

impl Script {
    /// Drops what only the report of a compile tells.
    pub fn slim(&mut self) {
        self.facts.slim();
        self.texts = Vec::new();
        self.main.shrink_to_fit();
        self.starts.shrink();
    }

    /// Evaluates the script with variables. Its statements are its own rather than those of an `AST`, whose statements nobody can change.
    #[allow(deprecated)] // The only way to evaluate statements; the version of Rhai is pinned.
    pub fn evaluate(&self, engine: &Engine, scope: &mut Scope) -> Result<Dynamic, Box<EvalAltResult>> {
        let mut global = engine.new_global_runtime_state();
        global.lib.push(self.library.clone());
        engine.eval_statements_raw(&mut global, &mut Default::default(), scope, &self.main)
    }
}

/// Compiles scripts; one per instance.
pub struct Compiler {
    pub engine: Engine,
    natives: Option<Rc<HashSet<String>>>,
    shared: Shares,
}

/// What scripts have in common, kept once for all of them.
#[derive(Default)]
struct Shares {
    /// The library of scripts without functions.
    no_functions: Shared<Module>,
    /// Scopes by the names in them: a copy shares the names.
    scopes: HashMap<Vec<String>, Scope<'static>>,
}

/// Different lists of inputs that are kept to be shared.
const SCOPES: usize = 64;

impl Shares {
    /// A scope with nothing in the variables of these names.
    fn scope(&mut self, names: Vec<String>) -> Scope<'static> {
        if self.scopes.len() >= SCOPES && !self.scopes.contains_key(&names) {
            self.scopes.clear();
        }
        let of_names = |names: &[String]| {
            let mut scope = Scope::new();
            names.iter().for_each(|name| {
                scope.push_dynamic(name.as_str(), Dynamic::UNIT);
            });
            scope
        };
        self.scopes.entry(names).or_insert_with_key(|names| of_names(names)).clone()
    }
}

/// Functions that are part of the language rather than of a package.
const KEYWORDS: &[&str] =
    &["print", "debug", "type_of", "Fn", "call", "curry", "is_shared", "is_def_var", "is_def_fn"];

impl Compiler {
    pub fn new() -> Self {
        Self { engine: engine::build(), natives: None, shared: Shares::default() }
    }

    /// Names of all functions that are not the script's own; gathered at the first compile.
    fn natives(&mut self) -> Rc<HashSet<String>> {
        let engine = &self.engine;
        self.natives
            .get_or_insert_with(|| {
                let names = engine.collect_fn_metadata(None, |f| Some(f.metadata.name.to_string()), true);
                Rc::new(names.into_iter().chain(KEYWORDS.iter().map(|k| k.to_string())).collect())
            })
            .clone()
    }

    /// Compiles a source. `declared`: the inputs that exist; a name beyond them is an error.
    pub fn compile(
        &mut self,
        source: &str,
        limits: Limits,
        declared: Option<&[String]>,
    ) -> Result<Script, Vec<RuleError>> {
        if source.len() > SOURCE_BYTES {
            let message = format!("the script is larger than {SOURCE_BYTES} bytes");
            let error = RuleError::new(Code::SourceLimit, Problem::TooLong, message, Position::NONE);
            return Err(vec![error.with("most", SOURCE_BYTES)]);
        }
        engine::apply(&mut self.engine, &limits);
        let ast = self.engine.compile(source).map_err(|error| vec![errors::of_parse(&error)])?;
        let tree = Tree::of(&ast);
        let natives = self.natives();
        let facts = facts::collect(&tree, source, &|name| natives.contains(name));
        if facts.rules.len() > RULES {
            let message = format!("the script has more than {RULES} conditions");
            let error = RuleError::new(Code::SourceLimit, Problem::TooManyConditions, message, Position::NONE);
            return Err(vec![error.with("most", RULES)]);
        }
        let mut wrong = undeclared(&facts, declared);
        wrong.extend(infinite_literals(&ast));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(build(tree, &ast, facts, limits, &mut self.shared))
    }
}

impl Compiler {
    /// The tree of a source as JSON (`dump.rs`), whatever names it uses.
    pub fn tree(&mut self, source: &str, limits: &Limits) -> Result<String, RuleError> {
        engine::apply(&mut self.engine, limits);
        let ast = self.engine.compile(source).map_err(|error| errors::of_parse(&error))?;
        Ok(dump::of_tree(&Tree::of(&ast), source, &self.engine))
    }
}

fn undeclared(facts: &Facts, declared: Option<&[String]>) -> Vec<RuleError> {
    let Some(declared) = declared else { return Vec::new() };
    let known = |name: &String| declared.iter().any(|d| d == name);
    let unknown = facts.inputs.iter().filter(|input| !known(&input.name));
    unknown
        .map(|InputFact { name, position: at, .. }| {
            let message = format!("'{name}' is neither an input nor defined");
            RuleError::new(Code::UnknownVariable, Problem::NameUnknown, message, *at)
                .with("name", name)
                .with("names", declared.join(", "))
                .expecting(format!("one of the inputs: {}", declared.join(", ")))
        })
        .collect()
}

/// `1e999` reads as infinity, and everything compared with that is false.
fn infinite_literals(ast: &AST) -> Vec<RuleError> {
    let mut found = Vec::new();
    ast.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Expr(Expr::FloatConstant(value, at))) = path.last() {
            if !value.is_finite() {
                let message = "this number is too large";
                found.push(RuleError::new(Code::NotFinite, Problem::NumberTooLarge, message, *at));
            }
        }
        true
    });
    found
}

fn build(tree: Tree, ast: &AST, facts: Facts, limits: Limits, shared: &mut Shares) -> Script {
    let texts = texts(ast);
    let text_table = texts.iter().enumerate().map(|(i, t)| (t.clone(), i as u32)).collect();
    let mut main = Vec::new();
    let mut starts = edit::Starts::default();
    for statement in tree.main {
        starts.add(&statement, main.len());
        main.extend(instrument::rewrite_main(vec![statement], &facts));
    }
    let mut bodies = Vec::new();
    let mut library = Module::new();
    for function in tree.functions {
        let statements = instrument::rewrite_function(function.body, &facts);
        let mut definition = function.definition;
        body::replace(&mut definition, bodies.len());
        bodies.push(body::expression(statements));
        library.set_script_fn(definition);
    }
    let by_name = facts.inputs.iter().filter(|input| input.by_name).map(|input| input.name.clone());
    let map = facts.uses_map.then(|| INPUT.to_string());
    let scope = shared.scope(by_name.chain(map).collect());
    let library = if bodies.is_empty() { shared.no_functions.clone() } else { library.into() };
    let bodies = Rc::new(bodies);
    Script { main, starts, shape: None, library, bodies, facts, limits, texts, text_table, scope }
}

/// The texts and keys written in a script: most results use nothing else.
fn texts(ast: &AST) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut texts = Vec::new();
    ast.walk(&mut |path: &[ASTNode]| {
        let mut add = |text: &str| {
            if texts.len() < TEXTS && seen.insert(text.to_string()) {
                texts.push(text.to_string());
            }
        };
        match path.last() {
            Some(ASTNode::Expr(Expr::StringConstant(text, _))) => add(text),
            Some(ASTNode::Expr(Expr::Map(parts, _))) => parts.0.iter().for_each(|(key, _)| add(&key.name)),
            _ => (),
        }
        true
    });
    texts
}
