//! The tree of a script as JSON, for what reads rules instead of running them: the compiler to WASM and the checker
//! (`face/tree.ts` has the types). It is Rhai's own checked tree, before `instrument.rs` rewrites it.

use crate::literals::Literals;
use crate::report::Json;
use crate::tree::Tree;
use rhai::{ASTFlags, BinaryExpr, Dynamic, Engine, Expr, FnCallExpr, Position, Stmt, SwitchCasesCollection};

/// Whole numbers beyond this lose digits as a JavaScript number and are written as text.
const EXACT: i64 = 1 << 53;

/// Writes a whole script.
pub fn of_tree(tree: &Tree, source: &str, engine: &Engine) -> String {
    let mut dump = Dump { out: Json::default(), literals: Literals::new(source, engine) };
    dump.out.open('{');
    dump.out.key("main");
    dump.statements(&tree.main);
    dump.out.key("functions");
    dump.out.open('[');
    for function in &tree.functions {
        let definition = &function.definition;
        dump.out.open('{');
        dump.out.key("name");
        dump.out.text(&definition.name);
        dump.out.key("parameters");
        dump.out.list(definition.params.iter(), |out, name| out.text(name));
        dump.out.key("method");
        dump.out.flag(definition.this_type.is_some());
        dump.out.key("at");
        dump.place(definition.body.start_position());
        dump.out.key("body");
        dump.statements(&function.body);
        dump.out.close('}');
    }
    dump.out.close(']');
    dump.out.close('}');
    dump.out.text
}

struct Dump<'a> {
    out: Json,
    literals: Literals<'a>,
}

impl Dump<'_> {
    fn place(&mut self, at: Position) {
        self.out.list([at.line().unwrap_or(0), at.position().unwrap_or(0)], |out, n| out.number(n as u32));
    }

    /// Opens a node; it is closed by the caller.
    fn begin(&mut self, kind: &str, at: Position) {
        self.out.open('{');
        self.out.key("kind");
        self.out.text(kind);
        self.out.key("at");
        self.place(at);
    }

    fn end(&mut self) {
        self.out.close('}');
    }

    fn field(&mut self, name: &str, expression: &Expr) {
        self.out.key(name);
        self.expression(expression);
    }

    fn named(&mut self, name: &str) {
        self.out.key("name");
        self.out.text(name);
    }

    fn block(&mut self, name: &str, statements: &[Stmt]) {
        self.out.key(name);
        self.statements(statements);
    }

    fn statements(&mut self, statements: &[Stmt]) {
        self.out.open('[');
        statements.iter().for_each(|statement| self.statement(statement));
        self.out.close(']');
    }

    fn items<'e>(&mut self, name: &str, items: impl IntoIterator<Item = &'e Expr>) {
        self.out.key(name);
        self.out.open('[');
        items.into_iter().for_each(|item| self.expression(item));
        self.out.close(']');
    }

    fn optional(&mut self, expression: Option<&Expr>) {
        if let Some(expression) = expression {
            self.field("value", expression);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Noop(at) => self.begin("noop", *at),
            Stmt::Expr(value) => {
                self.begin("value", value.position());
                self.field("value", value);
            }
            Stmt::FnCall(call, at) => {
                self.begin("call", *at);
                self.call(call);
            }
            Stmt::Block(block) => {
                self.begin("block", block.position());
                self.block("body", block.statements());
            }
            Stmt::Var(parts, options, at) => {
                self.begin("let", *at);
                self.named(&parts.0.name);
                self.out.key("constant");
                self.out.flag(options.contains(ASTFlags::CONSTANT));
                self.out.key("again");
                self.out.flag(parts.2.is_some());
                self.field("value", &parts.1);
            }
            Stmt::Assignment(parts) => {
                let (operator, BinaryExpr { lhs, rhs }) = &**parts;
                self.begin("assign", operator.position());
                self.out.key("operator");
                self.out.text(operator.get_op_assignment_info().map_or("", |info| info.5));
                self.field("target", lhs);
                self.field("value", rhs);
            }
            Stmt::If(parts, at) => {
                self.begin("if", *at);
                self.field("condition", &parts.expr);
                self.block("then", parts.body.statements());
                self.block("otherwise", parts.branch.statements());
            }
            Stmt::Switch(parts, at) => {
                self.begin("switch", *at);
                self.field("value", &parts.0);
                self.arms(&parts.1);
            }
            Stmt::While(parts, at) => {
                self.begin("while", *at);
                // `loop` has nothing or `true` as its condition and does not evaluate it.
                if !matches!(parts.expr, Expr::Unit(..) | Expr::BoolConstant(true, ..)) {
                    self.field("condition", &parts.expr);
                }
                self.block("body", parts.body.statements());
            }
            Stmt::Do(parts, options, at) => {
                self.begin("do", *at);
                self.field("condition", &parts.expr);
                self.out.key("until");
                self.out.flag(options.contains(ASTFlags::NEGATED));
                self.block("body", parts.body.statements());
            }
            Stmt::For(parts, at) => {
                self.begin("for", *at);
                self.named(&parts.0.name);
                if let Some(counter) = &parts.1 {
                    self.out.key("counter");
                    self.out.text(&counter.name);
                }
                self.field("over", &parts.2.expr);
                self.block("body", parts.2.body.statements());
            }
            Stmt::TryCatch(parts, at) => {
                self.begin("try", *at);
                if let Expr::Variable(variable, ..) = &parts.expr {
                    self.named(&variable.1);
                }
                self.block("body", parts.body.statements());
                self.block("otherwise", parts.branch.statements());
            }
            Stmt::BreakLoop(value, options, at) => {
                self.begin(if options.contains(ASTFlags::BREAK) { "break" } else { "continue" }, *at);
                self.optional(value.as_deref());
            }
            Stmt::Return(value, options, at) => {
                self.begin(if options.contains(ASTFlags::BREAK) { "throw" } else { "return" }, *at);
                self.optional(value.as_deref());
            }
            Stmt::Share(shared) => {
                self.begin("share", Position::NONE);
                self.out.key("names");
                self.out.list(shared.iter(), |out, (name, _)| out.text(&name.name));
            }
            _ => self.begin("other", statement.position()),
        }
        self.end();
    }

    fn arms(&mut self, cases: &SwitchCasesCollection) {
        self.out.key("arms");
        self.out.open('[');
        let mut known = 0;
        for (index, arm) in cases.expressions.iter().enumerate() {
            let at = arm.rhs.position();
            self.begin("arm", at);
            self.out.key("values");
            self.out.open('[');
            for (hash, case) in cases.cases.iter() {
                if !case.blocks.contains(&index) {
                    continue;
                }
                if let Some(value) = self.literals.of_case(*hash).cloned() {
                    known += 1;
                    self.expression(&value);
                }
            }
            self.out.close(']');
            self.out.key("ranges");
            let ranges = cases.ranges.iter().filter(|range| range.index() == index);
            self.out.list(ranges, |out, range| {
                let (from, to) = match range {
                    rhai::RangeCase::ExclusiveInt(range, _) => (range.start, range.end),
                    rhai::RangeCase::InclusiveInt(range, _) => (*range.start(), *range.end()),
                };
                out.open('{');
                out.key("from");
                whole(out, from);
                out.key("to");
                whole(out, to);
                out.key("inclusive");
                out.flag(range.is_inclusive());
                out.close('}');
            });
            if !matches!(arm.lhs, Expr::BoolConstant(true, ..)) {
                self.field("condition", &arm.lhs);
            }
            self.out.key("otherwise");
            self.out.flag(cases.def_case == Some(index));
            self.field("result", &arm.rhs);
            self.end();
        }
        self.out.close(']');
        // A range is hashed as a value too; whatever else no literal was found for is not known.
        let all: usize = cases.cases.iter().map(|(_, case)| case.blocks.len()).sum();
        self.out.key("complete");
        self.out.flag(known + cases.ranges.len() >= all);
    }

    fn call(&mut self, call: &FnCallExpr) {
        self.named(&call.name);
        self.out.key("operator");
        self.out.flag(call.is_operator_call());
        self.out.key("captures");
        self.out.flag(call.capture_parent_scope);
        self.items("arguments", call.args.iter());
    }

    fn pair(&mut self, parts: &BinaryExpr, options: ASTFlags) {
        self.out.key("optional");
        self.out.flag(options.contains(ASTFlags::NEGATED));
        self.out.key("ends");
        self.out.flag(options.contains(ASTFlags::BREAK));
        self.field("left", &parts.lhs);
        self.field("right", &parts.rhs);
    }

    fn expression(&mut self, expression: &Expr) {
        let at = expression.position();
        match expression {
            Expr::Unit(..) => self.begin("unit", at),
            Expr::BoolConstant(value, ..) => {
                self.begin("boolean", at);
                self.out.key("value");
                self.out.flag(*value);
            }
            Expr::IntegerConstant(value, ..) => {
                self.begin("whole", at);
                self.out.key("value");
                whole(&mut self.out, *value);
            }
            Expr::FloatConstant(value, ..) => {
                self.begin("float", at);
                self.out.key("value");
                self.out.float(**value);
            }
            Expr::CharConstant(value, ..) => {
                self.begin("character", at);
                self.out.key("value");
                self.out.text(value.encode_utf8(&mut [0; 4]));
            }
            Expr::StringConstant(value, ..) => {
                self.begin("text", at);
                self.out.key("value");
                self.out.text(value);
            }
            Expr::InterpolatedString(parts, ..) => {
                self.begin("interpolated", at);
                self.items("parts", parts.iter());
            }
            Expr::Array(items, ..) => {
                self.begin("array", at);
                self.items("items", items.iter());
            }
            Expr::Map(parts, ..) => {
                self.begin("map", at);
                self.out.key("entries");
                self.out.open('[');
                for (key, value) in &parts.0 {
                    self.begin("entry", key.pos);
                    self.named(&key.name);
                    self.field("value", value);
                    self.end();
                }
                self.out.close(']');
            }
            Expr::Variable(parts, ..) => {
                self.begin("variable", at);
                self.named(&parts.1);
            }
            Expr::ThisPtr(..) => self.begin("this", at),
            Expr::Property(names, ..) => {
                self.begin("property", at);
                self.named(&names.2);
            }
            Expr::MethodCall(call, ..) => {
                self.begin("method", at);
                self.call(call);
            }
            Expr::FnCall(call, ..) => {
                self.begin("call", at);
                self.call(call);
            }
            Expr::Stmt(block) => {
                self.begin("block", at);
                self.block("body", block.statements());
            }
            Expr::Dot(parts, options, ..) => {
                self.begin("dot", at);
                self.pair(parts, *options);
            }
            Expr::Index(parts, options, ..) => {
                self.begin("index", at);
                self.pair(parts, *options);
            }
            Expr::And(parts, ..) => {
                self.begin("and", at);
                self.items("items", parts.iter());
            }
            Expr::Or(parts, ..) => {
                self.begin("or", at);
                self.items("items", parts.iter());
            }
            Expr::Coalesce(parts, ..) => {
                self.begin("coalesce", at);
                self.items("items", parts.iter());
            }
            Expr::DynamicConstant(value, ..) => self.constant(value, at),
            _ => self.begin("other", at),
        }
        self.end();
    }

    /// A closure is a constant that names a function; nothing else is one here.
    fn constant(&mut self, value: &Dynamic, at: Position) {
        match value.read_lock::<rhai::FnPtr>() {
            Some(pointer) => {
                self.begin("closure", at);
                self.named(pointer.fn_name());
            }
            None => self.begin("other", at),
        }
    }
}

fn whole(out: &mut Json, value: i64) {
    if (-EXACT..=EXACT).contains(&value) {
        out.signed(value);
    } else {
        out.text(&value.to_string());
    }
}
