// Pictures of noise, each another one: noise.mjs FOLDER HOW_MANY TAIL, with a tail of so many bytes behind each.
import { writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'

const side = 420
const table = Array.from({ length: 256 }, (_, n) => {
	for (let k = 0; k < 8; k++) n = n & 1 ? 0xEDB88320 ^ (n >>> 1) : n >>> 1
	return n >>> 0
})

function chunk(kind, data) {
	const body = Buffer.concat([Buffer.from(kind), data])
	let crc = 0xFFFFFFFF
	for (const b of body) crc = table[(crc ^ b) & 255] ^ (crc >>> 8)
	const ends = Buffer.alloc(8)
	ends.writeUInt32BE(data.length, 0)
	ends.writeUInt32BE(~crc >>> 0, 4)
	return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

const [folder, many, tail] = process.argv.slice(2)
const head = Buffer.from([0, 0, side >> 8, side & 255, 0, 0, side >> 8, side & 255, 8, 2, 0, 0, 0])
for (let i = 1; i <= Number(many); i++) {
	const rows = Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), randomBytes(side * 3)]))
	writeFileSync(`${folder}/${i}.png`, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
		chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0)), Buffer.alloc(Number(tail))]))
}
