import { readFileSync } from "node:fs";
import { analyze } from "../server/src/analysis/analysis.ts";
import { inlayHints } from "../server/src/ide/inlay-hints.ts";
import { hover } from "../server/src/ide/hover.ts";
import { fixAll, quickFixes } from "../server/src/ide/code-actions.ts";
const text=readFileSync("examples/resnet50.net","utf8");
let worst:[number,number,number,number,number][]=[];
const end=Date.now()+45000;
while(Date.now()<end){ const f=Math.floor(Math.random()*text.length), l=Math.floor(Math.random()*30); const t=text.slice(0,f)+text.slice(f+l);
 const t0=performance.now(); const a=analyze("file:///x",t); const t1=performance.now(); a.findings; fixAll(a); const t2=performance.now(); inlayHints(a); hover(a,f); const t3=performance.now();
 worst.push([t1-t0,t2-t1,t3-t2,f,l]); }
console.log(worst.length); for(const i of [0,1,2]) console.log(worst.sort((a,b)=>b[i]!-a[i]!).slice(0,4).map(w=>w.map(x=>Math.round(x)).join(" ")));
const [,,,f,l]=worst.sort((a,b)=>b[0]-a[0])[0]!; console.log(JSON.stringify(text.slice(f-40,f)),"|",JSON.stringify(text.slice(f,f+l)));
