#!/usr/bin/env node
// TAP: the table made by regions.mjs, against facts known from elsewhere.
//   node tools/regions_test.mjs [folder of node_modules]
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { regions_read, transliterator } from "./regions.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const modules = resolve(process.argv[2] ?? `${root}/web/node_modules`);
let count = 0;

function is(got, wanted, what) {
	const good = got === wanted;
	console.log(`${good ? "" : "not "}ok ${++count} - ${what}`);
	if (!good)
		console.log(`# got ${got}, wanted ${wanted}`);
}

const { regions, rows, folded } = regions_read(modules);
is(rows, 665276, "source rows");
is(regions.size, 665271, "regions");
is(folded.join(), ["441900000000 东莞市", "442000000000 中山市", "460400000000 儋州市",
	"350527000000 金门县", "350527000000 金门县"].join(), "rows folded into their parent");

const below = (prefix, level) => [...regions].filter(([code, r]) =>
	code.startsWith(prefix) && r.level === level).length;
is(below("", 3), 2975, "2,978 county codes, three of them folded into their city");
is(below("530524", 4), 13, "townships of 昌宁县");
is(below("530524", 5), 124, "villages of 昌宁县");

const CONGRESS = {
	"530000000000": true, "530500000000": true, "530524000000": true, "530524102000": true,
	"530524102201": false, // a village
	"110100000000": false, "500200000000": false, "419000000000": false, // counting groups
	"441900000000": true, "620200000000": true, "620201000000": false, // repeats its city
	"152200000000": false, "540100000000": true, "542500000000": false, // 盟, city, 地区
	"130171000000": false, "310115000000": true, "310151000000": true, "429021000000": true,
	"110101001000": false, // 街道
};
for (const [code, wanted] of Object.entries(CONGRESS))
	is(regions.get(code)?.congress, wanted,
		`${code} ${regions.get(code)?.name}: congress ${wanted}`);

const READINGS = "长沙市 changshashi css|厦门市 xiamenshi xms|六安市 luanshi las|蚌埠市 bengbushi bbs|" +
	"洱源县 eryuanxian eyx|漭水镇 mangshuizhen msz|昌宁县 changningxian cnx|重庆市 chongqingshi cqs|" +
	"成都市 chengdushi cds|于都县 yuduxian ydx|喀什市 kashishi kss|乌什县 wushixian wsx|" +
	"什邡市 shifangshi sfs|闵行区 minhangqu mhq|六合区 luhequ lhq|六合镇 liuhezhen lhz|" +
	"乐清市 yueqingshi yqs|乐亭县 laotingxian ltx|乐山市 leshanshi lss|歙县 shexian sx|" +
	"涡阳县 guoyangxian gyx|莘县 shenxian sx|单县 shanxian sx|浚县 xunxian xx|泌阳县 biyangxian byx|" +
	"荥阳市 xingyangshi xys|荥经县 yingjingxian yjx|长子县 zhangzixian zzx|长春市 changchunshi ccs|" +
	"大城县 daichengxian dcx|洪洞县 hongtongxian htx|繁峙县 fanshixian fsx|尉犁县 yulixian ylx|" +
	"尉氏县 weishixian wsx|珲春市 hunchunshi hcs|穆棱市 mulingshi mls|番禺区 panyuqu pyq|" +
	"东莞市 dongguanshi dgs|枞阳县 zongyangxian zyx|铅山县 yanshanxian ysx|台州市 taizhoushi tzs|" +
	"亳州市 bozhoushi bzs|漯河市 luoheshi lhs|黄陂区 huangpiqu hpq|大埔县 dabuxian dbx|" +
	"宕昌县 tanchangxian tcx|牟定县 moudingxian mdx|中牟县 zhongmuxian zmx|吴堡县 wubuxian wbx|" +
	"勐统镇 mengtongzhen mtz|更戛乡 gengjiaxiang gjx|柯街镇 kejiezhen kjz|" +
	"湾甸傣族乡 wandiandaizuxiang wddzx|" +
	"耈街彝族苗族乡 goujieyizumiaozuxiang gjyzmzx|吕梁市 lvliangshi lls|绿园区 lvyuanqu lyq|" +
	"三营镇 sanyingzhen syz|永胜村 yongshengcun ysc|黄寺大街24号社区 huangsidajie24haoshequ hsdj24hsq|" +
	"华润·凌江社区 huarunlingjiangshequ hrljsq";
const read = transliterator(modules);
for (const row of READINGS.split("|")) {
	const [name, full, initials] = row.split(" ");
	is(read(name).join(" "), `${full} ${initials}`, `pinyin of ${name}`);
}
console.log(`1..${count}`);
