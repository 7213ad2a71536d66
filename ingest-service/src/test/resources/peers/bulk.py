# elasticsearch-py as its users write to Elasticsearch: arguments are URL and number of documents.
import sys

from elasticsearch import Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import bulk, streaming_bulk

url, number = sys.argv[1], int(sys.argv[2])
client = Elasticsearch([url], http_compress=True)

print("info", client.info()["tagline"])
print("ping", client.ping())
print("health", client.cluster.health()["status"])
print("license", client.license.get()["license"]["type"])

written, errors = bulk(
    client,
    ({"_op_type": "create", "_index": "py-bulk", "_id": f"py-{i}", "message": f"py {i}"} for i in range(number)),
    chunk_size=97,
    raise_on_error=False,
)
print("bulk", written, len(errors))

refused = [
    item["delete"]["status"]
    for ok, item in streaming_bulk(
        client, [{"_op_type": "delete", "_index": "py-bulk", "_id": "py-1"}], raise_on_error=False
    )
    if not ok
]
print("delete", refused)
print("index", client.index(index="py-single", id="one", document={"message": "alone"})["result"])
try:
    client.search(index="py-bulk", query={"match_all": {}})
    print("search found something")
except TransportError as e:
    print("search", e.status_code)
