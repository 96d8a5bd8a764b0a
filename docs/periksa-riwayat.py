#!/usr/bin/env python3
"""Memeriksa riwayat satu permohonan yang diekspor Alur (alur audit export).

Pemakaian: python3 periksa-riwayat.py BERKAS
Hanya memakai pustaka baku Python dan tidak memerlukan Alur. Setiap peristiwa memuat
sidik SHA-256 atas dirinya sendiri dan atas sidik peristiwa sebelumnya (RFC 8785).
"""
import hashlib, json, sys

def kanonik(v):
    if isinstance(v, dict):
        kunci = sorted(v, key=lambda k: k.encode("utf-16-be"))
        return "{" + ",".join(kanonik(k) + ":" + kanonik(v[k]) for k in kunci) + "}"
    if isinstance(v, list):
        return "[" + ",".join(map(kanonik, v)) + "]"
    return json.dumps(v, ensure_ascii=False)

baris = open(sys.argv[1], encoding="utf-8", newline="\n").read().rstrip("\n").split("\n")
kepala, sebelum = json.loads(baris[0]), "0" * 64
for nomor, teks in enumerate(baris[1:], 1):
    e = json.loads(teks)
    sidik = e.pop("hash")
    hitung = hashlib.sha256(kanonik(e).encode("utf-8")).hexdigest()
    if (e["request"], e["seq"], e["prev"], sidik) != (kepala["request"], nomor, sebelum, hitung):
        sys.exit(f"Peristiwa {nomor} tidak sesuai dengan riwayatnya.")
    sebelum = sidik
if (len(baris) - 1, sebelum) != (kepala["events"], kepala["hash"]):
    sys.exit("Riwayat tidak berakhir seperti yang tercatat pada baris pertama.")
print(f"Permohonan {kepala['request']}: {len(baris) - 1} peristiwa, rantai utuh.")
