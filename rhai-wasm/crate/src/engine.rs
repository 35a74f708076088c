//! The one Rhai engine that all scripts of an instance share.

use crate::limits::Limits;
use crate::{body, node, overrides, state};
use rhai::packages::{Package, StandardPackage};
use rhai::{
    Dynamic, Engine, EvalAltResult, EvalContext, Expression, LexError, OptimizationLevel, ParseError, ParseErrorType,
    Position,
};

/// Builds the engine: standard functions, nothing that reaches outside, every limit set.
pub fn build() -> Engine {
    let mut engine = Engine::new_raw();
    StandardPackage::new().register_into_engine(&mut engine);
    overrides::register(&mut engine);
    engine.disable_symbol("eval");
    // The tree is walked and rewritten before it runs; an optimizer would drop rules that can never fire
    // before they are listed, and make positions and counts depend on constants.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_max_operations(0);
    engine.on_progress(|_| state::tick().then_some(Dynamic::UNIT));
    engine.on_print(|text| state::with_record(|record| record.print(text)));
    engine.on_debug(|text, _, position| {
        state::with_record(|record| record.print(&format!("{position:?} {text}")));
    });
    register_node(&mut engine, node::KEY, node::evaluate);
    register_node(&mut engine, body::KEY, body::evaluate);
    apply(&mut engine, &Limits::DEFAULT);
    engine
}

/// Sets the limits of the script that is compiled or run next.
pub fn apply(engine: &mut Engine, limits: &Limits) {
    engine.set_max_call_levels(limits.call_depth as usize);
    engine.set_max_expr_depths(limits.expression_depth as usize, limits.expression_depth as usize);
    engine.set_max_string_size(limits.string_bytes as usize);
    engine.set_max_array_size(limits.array_length as usize);
    engine.set_max_map_size(limits.map_size as usize);
    engine.set_max_variables(limits.variables as usize);
    engine.set_max_functions(limits.functions as usize);
}

/// Registers a node of ours: it runs, but no source can contain it.
fn register_node(
    engine: &mut Engine,
    key: &str,
    run: impl Fn(&mut EvalContext, &[Expression], &Dynamic) -> Result<Dynamic, Box<EvalAltResult>> + 'static,
) {
    let refuse = |_: &[rhai::ImmutableString], _: &str, _: &mut Dynamic| {
        let error = LexError::ImproperSymbol(String::new(), "this name is reserved".into());
        Err(ParseError(Box::new(ParseErrorType::BadInput(error)), Position::NONE))
    };
    engine.register_custom_syntax_with_state_raw(key, refuse, false, run);
}
