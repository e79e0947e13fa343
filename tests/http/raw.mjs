// The 25 requests that must be refused, sent as bytes to the running program
// and through nginx in front of it. Refused: an error status or a close without
// an answer, and the program has answered nothing with success meanwhile.
//   node raw.mjs NAME PORT METRICS_PORT STATION_PATH WANTED
import net from 'node:net'
import http from 'node:http'

const [name, port, metricsPort, station, wanted] = process.argv.slice(2)
const H = 'Host: 127.0.0.1\r\n'
const F = 'Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n'
const P = `POST ${station}/say HTTP/1.1\r\n${H}${F}`
const G = `GET ${station} HTTP/1.1\r\n${H}`
const CH = 'Transfer-Encoding: chunked\r\n'

const rejects = [
	['two different lengths', `${P}Content-Length: 3\r\nContent-Length: 4\r\n\r\na=bc`],
	['length +3', `${P}Content-Length: +3\r\n\r\na=b`],
	['length -1', `${P}Content-Length: -1\r\n\r\na=b`],
	['length 0x3', `${P}Content-Length: 0x3\r\n\r\na=b`],
	['length 2^64+3', `${P}Content-Length: 18446744073709551619\r\n\r\na=b`],
	['length and chunks', `${P}Content-Length: 3\r\n${CH}\r\n0\r\n\r\n`],
	['xchunked', `${P}Transfer-Encoding: xchunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n`],
	['a space before the colon', `${P}Transfer-Encoding : chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n`],
	['chunks in HTTP/1.0', `${P.replace('HTTP/1.1', 'HTTP/1.0')}${CH}\r\n3\r\na=b\r\n0\r\n\r\n`],
	['two encodings', `${P}${CH}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n`],
	['chunk of 2^64+3', `${P}${CH}\r\n10000000000000003\r\na=b\r\n0\r\n\r\n`],
	['chunk of -3', `${P}${CH}\r\n-3\r\na=b\r\n0\r\n\r\n`],
	['chunk of 0x3', `${P}${CH}\r\n0x3\r\na=b\r\n0\r\n\r\n`],
	['chunk lines of LF only', `${P}${CH}\r\n3\na=b\n0\n\n`],
	['a bare CR in a header', `${G}X: a\rb\r\n\r\n`],
	['a folded header', `${G}X: a\r\n b\r\n\r\n`],
	['NUL in a header', `${G}X: a\0b\r\n\r\n`],
	['NUL in the path', `${G.replace(' HTTP', '\0x HTTP')}\r\n`],
	['no host', `GET ${station} HTTP/1.1\r\n\r\n`],
	['two hosts', `${G}Host: evil.test\r\n\r\n`],
	['a space in a header name', `${G}X Y: a\r\n\r\n`],
	['a space before the first header', `GET ${station} HTTP/1.1\r\n ${H}\r\n`],
	['a header without colon', `${G}nothing\r\n\r\n`],
	['HTTP/9.9', `GET ${station} HTTP/9.9\r\n${H}\r\n`],
	['method G(T', `G(T ${station} HTTP/1.1\r\n${H}\r\n`],
]

// The status of the first answer, 0 when the connection ends or two seconds pass without one.
function ask(bytes) {
	return new Promise((done) => {
		let got = ''
		const s = net.connect({ host: '127.0.0.1', port: Number(port) })
		const end = () => {
			s.destroy()
			const m = /^HTTP\/1\.[01] (\d{3})/.exec(got)
			done(m ? Number(m[1]) : got ? -1 : 0)
		}
		s.setTimeout(2000, end)
		s.on('data', (d) => {
			got += d.toString('latin1')
			if (/^HTTP\/1\.[01] \d{3}/.test(got)) end()
		})
		s.on('error', end)
		s.on('close', end)
		s.on('connect', () => s.write(Buffer.from(bytes, 'latin1')))
	})
}

// Successful answers so far; this question is one of the next count.
function successes() {
	return new Promise((done, failed) => {
		http.get({ host: '127.0.0.1', port: Number(metricsPort), path: '/metrics', agent: false }, (r) => {
			let text = ''
			r.on('data', (d) => { text += d })
			r.on('end', () => {
				const n = /^lianxin_requests_total\{class="2xx"\} (\d+)/m.exec(text)
				n ? done(Number(n[1])) : failed(new Error(`no figures: status ${r.statusCode}`))
			})
		}).on('error', failed)
	})
}

let n = 0
let bad = 0
function result(good, text) {
	n++
	if (!good) bad++
	console.log(`${good ? 'ok' : 'not ok'} ${n} - ${name}: ${text}`)
}

result(await ask(`${G}\r\n`) === 200, 'a good page passes')
result(await ask(`${P}Content-Length: 3\r\n\r\na=b`) === 200, 'a good form passes')
let refused = 0
for (const [what, bytes] of rejects) {
	const before = await successes()
	const status = await ask(bytes)
	const seen = await successes() - before - 1
	const good = (status === 0 || status >= 400) && seen === 0
	if (good) refused++
	console.log(`# ${good ? 'refused' : 'LET THROUGH'}: ${what} (${status}${seen ? `, ${seen} seen` : ''})`)
}
result(refused >= Number(wanted), `${refused} of ${rejects.length} refused, at least ${wanted} wanted`)
console.log(`1..${n}`)
process.exit(bad ? 1 : 0)
