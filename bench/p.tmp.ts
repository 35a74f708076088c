import { loadRhai } from '../rhai-wasm/load-node.ts';
import { Instance } from '../rhai-wasm/face/instance.ts';
const engine = await loadRhai();
let inst:any; const o=Instance.prototype.beginInput; Instance.prototype.beginInput=function(this:any){inst=this; return o.call(this)};
const held=(src:string)=>{ const c0=engine.compile(src); if(!c0.ok) {console.log(c0.diagnostics); throw 1;} const keep=[]; for(let i=0;i<5;i++)keep.push(engine.compile(src)); const a=inst.exports.held(); for(let i=0;i<20;i++)keep.push(engine.compile(src)); return (inst.exports.held()-a)/20;};
const base='let v = 1; let r = 0;\n'; const end='\n#{verdict: "a"}';
console.log('empty', held('1'));
console.log('base', held(base+end));
for (const [n,s] of Object.entries({ 'if a {}':'if a > 75.0 { }', 'if bool {}':'if a { }', 'v = 2':'v = 2;', 'r += 1':'r += 1;', 'a > 75;':'a > 75.0;', 'block': '{ v = 2; }', 'if a>75 {v=2}':'if a > 75.0 { v = 2; }','if 3':'if a > 75.0 { v = 2; v = 3; r += 1; }', 'let':'let q = a;', 'a && b':'a && a;'}))
  console.log(n, (held(base+Array.from({length:40},()=>s).join('\n')+end)-held(base+Array.from({length:20},()=>s).join('\n')+end))/20);
