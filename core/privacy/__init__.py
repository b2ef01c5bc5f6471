"""What is kept about people: a map of every column, and what follows from it.

``data_map`` reads the map; ``exporting`` hands a person her copy, ``erasure`` removes who somebody was, ``retention``
deletes what has served its time, ``words`` says all of it to people. Each app writes down its own tables in
``data/privacy.toml``; those of other packages stand in ``core/data/privacy_of_packages.toml``.
"""
